/** An invariant that is no relation of two numbers: it is held by how something is built. */
export interface StructuralInvariant {
  readonly id: string;
  readonly summary: string;
  readonly rationale: string;
  readonly source: string;
  /** How it is held, and in which files or folders. */
  readonly enforcedBy: string;
  readonly paths: readonly string[];
}

export const structuralInvariants: readonly StructuralInvariant[] = [
  {
    id: 'attribute-names-known',
    summary: 'Every attribute of a balancer and of a target group has a name that AWS knows',
    rationale: 'a deployment that is refused after it has begun; no validator knows the names (measured)',
    source: 'AWS, Application Load Balancer and target group attributes',
    enforcedBy: 'the constructs, which name them, and the audit of the template',
    paths: ['infra/constructs', 'infra/lint'],
  },
  {
    id: 'pings-are-frames',
    summary: 'Pings are frames of the WebSocket that the server sends, with bytes',
    rationale: 'sockets that gateways call idle: a PING of HTTP/2 does not count as traffic',
    source: 'AWS, Application Load Balancer idle timeout; comfyui-on-eks#37',
    enforcedBy: 'the socket’s session',
    paths: ['app/http/live/websocket/session.ts', 'test/http/live/websocket/session.test.ts'],
  },
  {
    id: 'stream-starts-immediately',
    summary: 'The head of a stream and its first bytes leave before there is an event',
    rationale: 'a 504 before the stream has begun, when the first token takes a minute',
    source: 'AWS, CloudFront read timeout; our own rule',
    enforcedBy: 'the stream’s route',
    paths: ['app/http/live/sse.ts', 'test/http/live/sse.test.ts'],
  },
  {
    id: 'streams-pass-unchanged',
    summary: 'No layer buffers or compresses a stream',
    rationale: 'text that arrives in lumps of half a minute, or at the end',
    source: 'nginx, X-Accel-Buffering; RFC 9111, no-transform; AWS, CloudFront compression',
    enforcedBy: 'the headers of a stream, and every layer that is rendered',
    paths: ['app/http/live/sse.ts', 'test/http/live/sse.test.ts', 'infra/render/nginx'],
  },
  {
    id: 'listener-open-during-drain-delay',
    summary: 'After SIGTERM the listener closes only when the lag is over, never before',
    rationale: 'refused connections: a balancer goes on sending for seconds after a target has left',
    source:
      'Measured: with the listener closed after 300 ms every request of the first half second failed, after 1 s none',
    enforcedBy: 'the order of the drain',
    paths: ['app/runtime/lifecycle.ts', 'test/runtime/lifecycle.test.ts'],
  },
  {
    id: 'program-has-the-signal',
    summary:
      'The program is process 1 of its container, or has an init that passes signals on; no shell, no npm',
    rationale: 'a SIGTERM that never arrives, and SIGKILL for every task of every deployment',
    source: 'AWS, Graceful shutdowns with ECS; Docker, exec form',
    enforcedBy: 'the command of the image and of the task',
    paths: ['infra/constructs/compute/task.ts', 'infra/constructs/compute/image.ts'],
  },
  {
    id: 'liveness-without-dependencies',
    summary: 'Liveness touches no dependency',
    rationale: 'a restart of everything because the database was away, which does not bring it back',
    source: 'Kubernetes, liveness probes; AWS, Implementing health checks',
    enforcedBy: '/healthz',
    paths: ['app/http/probes.ts', 'test/http/probes.test.ts'],
  },
  {
    id: 'rebalancing-has-room',
    summary: 'Where tasks are rebalanced over zones, more may run than are wanted',
    rationale: 'a deployment that is refused',
    source: 'AWS, ECS availability zone rebalancing; CDK refuses it',
    enforcedBy: 'CDK, and web-deployment-headroom and worker-deployment-headroom',
    paths: ['infra/constructs/compute/service-props.ts'],
  },
  {
    id: 'blue-equals-green',
    summary: 'The two target groups of a service have the same attributes',
    rationale: 'settings that alternate from deployment to deployment; nothing reports it (measured)',
    source: 'AWS, ECS blue/green deployments swap the groups',
    enforcedBy: 'one function that makes both',
    paths: ['infra/constructs/edge/load-balancer.ts'],
  },
  {
    id: 'stale-writers-are-fenced',
    summary: 'A worker that has lost its lease cannot write, however late it wakes',
    rationale: 'two workers that write one debate; leases alone cannot, for clocks and pauses have no limit',
    source: 'Kleppmann, How to do distributed locking: fencing tokens',
    enforcedBy: 'the epoch of the lease, in every append',
    paths: ['app/store/queries/events.ts', 'test/store/queries/leases.test.ts'],
  },
  {
    id: 'interrupted-turns-are-retried',
    summary: 'A turn may be cut at any moment and runs again; no turn is stored twice',
    rationale: 'turns that are lost or paid twice on every deployment, and workers that Spot could not run',
    source: 'AWS, Fargate Spot: two minutes of warning, of which a turn may take five',
    enforcedBy: 'turn ids that come from the state, and attempts',
    paths: ['app/worker', 'test/worker/handover.test.ts'],
  },
  {
    id: 'long-responses-on-web-only',
    summary: 'Streams, sockets, uploads and what waits are never routed to a function',
    rationale:
      'a 400 for a socket, 413 and 502 for a body above 1 MB, and functions that are paid for waiting',
    source: 'AWS, Lambda functions as targets: no upgrade, 1 MB in and out',
    enforcedBy: 'webOnly in the route table, and what is computed from it',
    paths: ['app/contract/routes.ts', 'infra/routing/route-rules.ts'],
  },
  {
    id: 'routes-matched-once',
    summary: 'Every route is matched by one rule of the balancer and one behaviour of the content network',
    rationale: 'routes that are answered 404 by a default nobody remembers, and upgrades that fail',
    source: 'AWS, listener rules: at most five values a rule, priorities that differ',
    enforcedBy: 'rules that are computed from the route table',
    paths: ['infra/routing/route-rules.ts'],
  },
  {
    id: 'contract-is-the-deployed-one',
    summary: 'A task refuses to start when its contract is not the one that it was deployed with',
    rationale: 'a program and a deployment that have drifted apart, which nobody sees until a number matters',
    source: 'Our own rule',
    enforcedBy: 'the hash of the contract in the environment of the task',
    paths: ['app/config/contract-hash.ts', 'app/config/config.ts'],
  },
];
