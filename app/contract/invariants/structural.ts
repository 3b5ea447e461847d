/** An invariant that is no relation of two numbers: it is held by how something is built. */
export interface Structural {
  readonly id: string;
  readonly says: string;
  readonly prevents: string;
  readonly source: string;
  /** How it is held, and in which files or folders. */
  readonly heldBy: string;
  readonly in: readonly string[];
}

export const structural: readonly Structural[] = [
  {
    id: 'attribute-names-known',
    says: 'Every attribute of a balancer and of a target group has a name that AWS knows',
    prevents: 'a deployment that is refused after it has begun; no validator knows the names (measured)',
    source: 'AWS, Application Load Balancer and target group attributes',
    heldBy: 'the constructs, which name them, and the audit of the template',
    in: ['infra/constructs', 'infra/audit'],
  },
  {
    id: 'pings-are-frames',
    says: 'Pings are frames of the WebSocket that the server sends, with bytes',
    prevents: 'sockets that gateways call idle: a PING of HTTP/2 does not count as traffic',
    source: 'AWS, Application Load Balancer idle timeout; comfyui-on-eks#37',
    heldBy: 'the socket’s session',
    in: ['app/http/socket-session.ts', 'test/live/socket.test.ts'],
  },
  {
    id: 'stream-begins-at-once',
    says: 'The head of a stream and its first bytes leave before there is an event',
    prevents: 'a 504 before the stream has begun, when the first token takes a minute',
    source: 'AWS, CloudFront read timeout; our own rule',
    heldBy: 'the stream’s route',
    in: ['app/http/live.ts', 'test/live/event-stream.test.ts'],
  },
  {
    id: 'streams-pass-unchanged',
    says: 'No layer buffers or compresses a stream',
    prevents: 'text that arrives in lumps of half a minute, or at the end',
    source: 'nginx, X-Accel-Buffering; RFC 9111, no-transform; AWS, CloudFront compression',
    heldBy: 'the headers of a stream, and every layer that is rendered',
    in: ['app/http/live.ts', 'test/live/event-stream.test.ts', 'infra/render/nginx'],
  },
  {
    id: 'listener-outlives-signal',
    says: 'After SIGTERM the listener closes only when the lag is over, never before',
    prevents: 'refused connections: a balancer goes on sending for seconds after a target has left',
    source:
      'Measured: with the listener closed after 300 ms every request of the first half second failed, after 1 s none',
    heldBy: 'the order of the drain',
    in: ['app/process/lifecycle.ts', 'test/process/lifecycle.test.ts'],
  },
  {
    id: 'program-has-the-signal',
    says: 'The program is process 1 of its container, or has an init that passes signals on; no shell, no npm',
    prevents: 'a SIGTERM that never arrives, and SIGKILL for every task of every deployment',
    source: 'AWS, Graceful shutdowns with ECS; Docker, exec form',
    heldBy: 'the command of the image and of the task',
    in: ['infra/constructs/task.ts', 'infra/constructs/image.ts'],
  },
  {
    id: 'liveness-asks-nobody',
    says: 'Liveness touches no dependency',
    prevents: 'a restart of everything because the database was away, which does not bring it back',
    source: 'Kubernetes, liveness probes; AWS, Implementing health checks',
    heldBy: '/healthz',
    in: ['app/http/probes.ts', 'test/http/probes.test.ts'],
  },
  {
    id: 'rebalancing-has-room',
    says: 'Where tasks are rebalanced over zones, more may run than are wanted',
    prevents: 'a deployment that is refused',
    source: 'AWS, ECS availability zone rebalancing; CDK refuses it',
    heldBy: 'CDK, and web-room-to-deploy and worker-room-to-deploy',
    in: ['infra/constructs/service-props.ts'],
  },
  {
    id: 'blue-equals-green',
    says: 'The two target groups of a service have the same attributes',
    prevents: 'settings that alternate from deployment to deployment; nothing reports it (measured)',
    source: 'AWS, ECS blue/green deployments swap the groups',
    heldBy: 'one function that makes both',
    in: ['infra/constructs/balancer.ts'],
  },
  {
    id: 'late-writers-are-refused',
    says: 'A worker that has lost its lease cannot write, however late it wakes',
    prevents: 'two workers that write one debate; leases alone cannot, for clocks and pauses have no limit',
    source: 'Kleppmann, How to do distributed locking: fencing tokens',
    heldBy: 'the epoch of the lease, in every append',
    in: ['app/store/events.ts', 'test/store/leases.test.ts'],
  },
  {
    id: 'turns-run-again',
    says: 'A turn may be cut at any moment and runs again; no turn is stored twice',
    prevents: 'turns that are lost or paid twice on every deployment, and workers that Spot could not run',
    source: 'AWS, Fargate Spot: two minutes of warning, of which a turn may take five',
    heldBy: 'turn ids that come from the state, and attempts',
    in: ['app/work', 'test/work/handover.test.ts'],
  },
  {
    id: 'long-answers-stay-on-web',
    says: 'Streams, sockets, uploads and what waits are never routed to a function',
    prevents:
      'a 400 for a socket, 413 and 502 for a body above 1 MB, and functions that are paid for waiting',
    source: 'AWS, Lambda functions as targets: no upgrade, 1 MB in and out',
    heldBy: 'webOnly in the route table, and what is computed from it',
    in: ['app/contract/routes.ts', 'infra/routing.ts'],
  },
  {
    id: 'routes-matched-once',
    says: 'Every route is matched by one rule of the balancer and one behaviour of the content network',
    prevents: 'routes that are answered 404 by a default nobody remembers, and upgrades that fail',
    source: 'AWS, listener rules: at most five values a rule, priorities that differ',
    heldBy: 'rules that are computed from the route table',
    in: ['infra/routing.ts'],
  },
  {
    id: 'contract-is-the-deployed-one',
    says: 'A task refuses to start when its contract is not the one that it was deployed with',
    prevents: 'a program and a deployment that have drifted apart, which nobody sees until a number matters',
    source: 'Our own rule',
    heldBy: 'the hash of the contract in the environment of the task',
    in: ['app/contract-hash.ts', 'app/config.ts'],
  },
];
