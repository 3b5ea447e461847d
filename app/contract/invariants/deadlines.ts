import type { Expression } from './expression.ts';
import type { Invariant } from './invariant.ts';

/** The longest silence on a connection in use before a gateway closes it. */
const gatewaySilenceMax: Expression = { min: ['edge.gatewayIdleMs', 'edge.gatewayReadMs'] };
const streamSilenceMax: Expression = {
  min: ['edge.gatewayIdleMs', 'edge.gatewayReadMs', 'edge.gatewayStreamMs'],
};

/**
 * Timeouts nest: the inner layer gives up before the outer one, so that the error comes from the layer with the
 * cause.
 */
export const deadlineInvariants: readonly Invariant[] = [
  {
    id: 'deadline-before-gateway',
    summary: 'Our deadline comes before the gateway gives up',
    rationale: "the gateway's bare 504 instead of our coded error, while the work continues behind it",
    source:
      'AWS, HTTP 504 of CloudFront and of Application Load Balancers; dify-self-hosted-on-aws#70: an idle time ' +
      'raised to 600 s after 504s in long answers',
    reproduction:
      'Raise classes.api.deadlineMs to 86 s and ask for something slow: the 504 comes from the gateway.',
    left: { sum: ['classes.api.deadlineMs', 'edge.marginMs'] },
    relation: '≤',
    right: gatewaySilenceMax,
    unit: 'ms',
  },
  {
    id: 'gateway-read-allowed',
    summary: 'The CDN may wait that long without a quota increase',
    rationale: 'a deployment that is refused by AWS with InvalidArgument',
    source:
      'AWS, CloudFront quotas: response timeout per origin 1 to 120 s. No offline validator knows it (measured)',
    reproduction: 'Synthesize with gatewayReadMs 600 s, which passes, and deploy, which does not.',
    left: 'edge.gatewayReadMs',
    relation: '≤',
    right: 'deployment.cdn.readMsMax',
    unit: 'ms',
    when: 'edge.gatewayReadMs',
  },
  {
    id: 'connect-within-read',
    summary: 'All connection attempts of the CDN end before its read timeout',
    rationale:
      'a page that hangs for half a minute while the load balancer is unreachable, instead of an early error',
    source:
      'AWS, CloudFront origin settings: 10 s and 3 attempts by default, each counted apart from the answer',
    reproduction: 'Let an origin drop SYN packets and measure how long the client waits for an error.',
    left: { product: ['deployment.cdn.connectMs', 'deployment.cdn.connectAttempts'] },
    relation: '≤',
    right: { min: ['edge.gatewayReadMs', { value: 30_000, label: 'how long people wait for a page' }] },
    unit: 'ms',
  },
  {
    id: 'stream-outlives-longest-debate',
    summary: "The CDN's response limit covers the longest debate, and its own read timeout",
    rationale: 'viewers that are disconnected in the middle of a debate, all at the same minute',
    source:
      'AWS, CloudFront origin settings: response completion timeout, unlimited unless set, never below the read one',
    reproduction:
      'Set deployment.cdn.completionMs to 60 s and follow a debate: the stream ends after a minute.',
    left: 'deployment.cdn.completionMs',
    relation: '≥',
    right: {
      max: [
        { product: ['limits.deadlineSecondsMax', 1000] },
        { product: ['limits.thinking.deadlineSecondsDefault', 1000] },
        'edge.gatewayReadMs',
      ],
    },
    unit: 'ms',
  },
  {
    id: 'heartbeat-twice-within-gateway-timeout',
    summary: 'Two heartbeats fit into the shortest gateway timeout',
    rationale: 'streams and sockets that are closed in every long pause of a model',
    source: 'mattermost/docs#8930: a ping every 60 s behind a balancer of 60 s, 61 % of pings too late',
    reproduction:
      'Set live.heartbeatMs above edge.gatewayReadMs and follow a debate whose model is silent for two minutes.',
    left: { product: ['live.heartbeatMs', 2] },
    relation: '≤',
    right: streamSilenceMax,
    unit: 'ms',
  },
  {
    id: 'ping-twice-within-socket-idle',
    summary: "Two pings fit into the CDN's idle timeout for sockets",
    rationale: 'sockets that reconnect every ten minutes',
    source:
      'AWS, CloudFront WebSockets: closed after 10 minutes with no byte from the origin; comfyui-on-eks#37',
    reproduction: 'Open a socket through CloudFront and let the server send nothing.',
    left: { product: ['live.heartbeatMs', 2] },
    relation: '≤',
    right: 'deployment.cdn.socketIdleMs',
    unit: 'ms',
  },
  {
    id: 'long-poll-within-deadline',
    summary: 'The longest poll ends before the api deadline',
    rationale: 'a long poll that ends in a 504 instead of a response to poll again',
    source: 'Our own rule',
    reproduction: 'Set limits.waitSecondsMax to 80 and ask for the record of a running debate with ?wait=80.',
    left: { product: ['limits.waitSecondsMax', 1000] },
    relation: '<',
    right: 'classes.api.deadlineMs',
    unit: 'ms',
  },
  {
    id: 'database-deadlines-nest',
    summary: 'A statement, with its wait for a connection, ends before the api deadline',
    rationale: 'queries that run on after their request was answered 504, until the pool is exhausted',
    source: 'PostgreSQL, statement_timeout; our own rule',
    reproduction:
      'Hold a lock on a table and send requests for longer than the deadline: all connections are taken.',
    left: { sum: ['database.acquireMs', 'database.statementMs'] },
    relation: '<',
    right: 'classes.api.deadlineMs',
    unit: 'ms',
  },
  {
    id: 'file-within-deadline',
    summary: 'Reading a file ends before the api deadline',
    rationale: 'a bare timeout instead of the sentence that names the file and what to do about it',
    source: 'Our own rule',
    reproduction: 'Set files.timeoutMs to ten minutes and upload a PDF file with a million drawings.',
    left: 'files.timeoutMs',
    relation: '<',
    right: 'classes.api.deadlineMs',
    unit: 'ms',
  },
  {
    id: 'lock-within-statement',
    summary: 'Waiting for a lock ends before the statement does',
    rationale: 'a statement timeout that hides the lock behind it',
    source: 'PostgreSQL, lock_timeout: pointless when it is not less than statement_timeout',
    reproduction:
      'Lock a row in one session and update it through the server: the error names the wrong limit.',
    left: 'database.lockMs',
    relation: '<',
    right: 'database.statementMs',
    unit: 'ms',
  },
];
