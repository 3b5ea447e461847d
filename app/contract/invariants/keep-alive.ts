import type { Invariant } from './invariant.ts';

/** Connections that are kept for the next request: whoever closes one first must not be the one that is asked on it. */
export const keepAliveInvariants: readonly Invariant[] = [
  {
    id: 'keep-alive-outlives-gateway',
    summary: "Node's keep-alive outlives the gateway's idle connections",
    rationale: 'a steady drip of 502s: the gateway sends a request on a connection that Node has just closed',
    source:
      'AWS, Troubleshoot your Application Load Balancers: the idle timeout of the application must be the larger ' +
      'one. Measured with gaps that hit the race: 21 to 34 % of requests failed, against none',
    reproduction:
      'Put a proxy with a connection pool in front, let Node close idle connections a little before the proxy does, ' +
      'and send requests with pauses of that length: some are answered 502.',
    left: 'node.keepAliveMs',
    relation: '>',
    right: 'edge.gatewayIdleMs',
    unit: 'ms',
    when: 'edge.gatewayIdleMs',
  },
  {
    id: 'headers-outlive-gateway',
    summary: "Node's headers timeout outlives the gateway's idle connections",
    rationale: 'bursts of 408 and 502 after quiet periods: Node kills silent pre-opened connections then',
    source: "Measured on Node 20 to 26; Node's 60 s equal the balancer's default 60 s",
    reproduction:
      'Open a connection, send nothing until http.headersMs has passed, then send a request: it gets a 408 or a reset.',
    left: 'http.headersMs',
    relation: '≥',
    right: { sum: ['edge.gatewayIdleMs', 'edge.marginMs'] },
    unit: 'ms',
    when: 'edge.gatewayIdleMs',
  },
  {
    id: 'request-covers-headers',
    summary: 'A whole request may take at least as long as its headers',
    rationale: 'a refusal to start: Node throws ERR_OUT_OF_RANGE when headersTimeout exceeds requestTimeout',
    source: 'Node, http.createServer; the setters accept it silently, and the smaller one wins (measured)',
    reproduction: 'Set http.requestMs below http.headersMs and start: Node throws before it listens.',
    left: 'http.requestMs',
    relation: '≥',
    right: 'http.headersMs',
    unit: 'ms',
  },
  {
    id: 'balancer-outlives-cdn',
    summary: 'The balancer keeps idle connections longer than the content network keeps those to it',
    rationale: '502s and hidden retries: CloudFront asks on a connection that the balancer has just closed',
    source:
      'AWS, CloudFront origin settings (keep-alive timeout) and Application Load Balancer attributes (idle timeout)',
    reproduction:
      'Let the first of two proxies keep idle connections for longer than the second, and send requests with pauses ' +
      'between the two times.',
    left: { sum: ['deployment.cdn.keepAliveMs', 'edge.marginMs'] },
    relation: '≤',
    right: 'edge.gatewayIdleMs',
    unit: 'ms',
    when: 'edge.gatewayIdleMs',
  },
  {
    id: 'client-keep-alive-covers-cdn',
    summary: 'The balancer lets its clients keep a connection for as long as the content network would',
    rationale: 'connections that are made anew again and again, each with a TLS handshake',
    source: 'AWS, Application Load Balancer attributes: client_keep_alive.seconds is 60 to 604800',
    reproduction:
      'Count new connections at the balancer while the content network sends a request every 50 s.',
    left: 'deployment.balancer.clientKeepAliveMs',
    relation: '≥',
    right: {
      max: ['deployment.cdn.keepAliveMs', { value: 60_000, label: 'the shortest that a balancer takes' }],
    },
    unit: 'ms',
  },
  {
    id: 'client-keep-alive-allowed',
    summary: "The clients' keep-alive is one that a balancer takes",
    rationale: 'a deployment that is refused by AWS, and rolled back, after it has begun',
    source: 'AWS, Application Load Balancer attributes: client_keep_alive.seconds is 60 to 604800',
    reproduction: 'Set balancer.clientKeepAliveMs to eight days and deploy.',
    left: 'deployment.balancer.clientKeepAliveMs',
    relation: '≤',
    right: { value: 604_800_000, label: 'the longest that a balancer takes' },
    unit: 'ms',
  },
  {
    id: 'gateway-idle-allowed',
    summary: "The balancer's idle time is one that it takes",
    rationale: 'a deployment that is refused by AWS, and rolled back, after it has begun',
    source:
      'AWS, Application Load Balancer attributes: idle_timeout.timeout_seconds is 1 to 4000. No offline validator ' +
      'knows it: cfn-lint, cloudformation-validate and CDK let 5000 pass (measured)',
    reproduction: 'Synthesize with 5000 s, which passes, and deploy, which does not.',
    left: 'edge.gatewayIdleMs',
    relation: '≤',
    right: { value: 4_000_000, label: 'the longest that a balancer takes' },
    unit: 'ms',
    when: 'edge.gatewayIdleMs',
  },
  {
    id: 'slow-start-allowed',
    summary: 'A slow start is set only with the algorithm that knows one, and is one that a balancer takes',
    rationale: 'a deployment that is refused by AWS, and rolled back, after it has begun',
    source:
      'AWS, target group attributes: slow_start.duration_seconds is 0 or 30 to 900, with round_robin only',
    reproduction: 'Deploy with slowStartMs 30 s and least_outstanding_requests.',
    left: 'deployment.balancer.slowStartMs',
    relation: '≤',
    right: 'balancer.slowStartMsMax',
    unit: 'ms',
  },
];
