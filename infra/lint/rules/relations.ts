import type { FormatName, Rule } from '../types.ts';

/** What an invariant of the contract means for a program other than Rostrum. */
export interface Relation extends Pick<Rule, 'severity' | 'summary' | 'rationale'> {
  /** Without them: CloudFormation alone. */
  readonly formats?: readonly FormatName[];
}

const everyFormat = ['CloudFormation', 'Kubernetes', 'Compose', 'nginx'] as const;

const rejected = 'a deployment that AWS rejects and rolls back after it has begun';
const headroom = {
  severity: 'error',
  summary: 'A deployment may start a task before it stops one, or stop one before it starts one',
  rationale: 'a deployment that can neither start nor stop a task, and hangs for three hours',
} as const;
const scalingRange = {
  severity: 'error',
  summary: 'The maximum number of tasks is not below the minimum',
  rationale: rejected,
} as const;
const heap = {
  severity: 'warning',
  summary: 'The heap leaves a quarter of the memory for buffers, stacks and code',
  rationale: 'tasks that are killed for lack of memory (137) under load, without a drain',
} as const;

/** The invariants that apply to any program. The others are about Rostrum's own design. */
export const relations = {
  'keep-alive-outlives-gateway': {
    severity: 'error',
    formats: everyFormat,
    summary: 'The program keeps idle connections longer than the proxy in front of it',
    rationale: 'sporadic 502s: the proxy sends a request on a connection that the program has just closed',
  },
  'balancer-outlives-cdn': {
    severity: 'error',
    summary: 'The load balancer keeps idle connections at least as long as the CDN in front of it',
    rationale: 'sporadic 502s: CloudFront sends a request on a connection that was just closed',
  },
  'client-keep-alive-covers-cdn': {
    severity: 'note',
    summary: 'The load balancer lets the CDN keep a connection for as long as the CDN would',
    rationale: 'connections that are opened again and again, each with a TLS handshake',
  },
  'client-keep-alive-allowed': {
    severity: 'error',
    summary: "The clients' keep-alive is within the load balancer's limit",
    rationale: rejected,
  },
  'gateway-idle-allowed': {
    severity: 'error',
    summary: "The load balancer's idle timeout is within its limit",
    rationale: rejected,
  },
  'slow-start-allowed': {
    severity: 'error',
    summary: 'Slow start is used with round robin only, and is within its limit',
    rationale: rejected,
  },
  'deadline-before-gateway': {
    severity: 'warning',
    formats: everyFormat,
    summary: 'The program gives up on a request before the proxy in front of it does',
    rationale: '504 for slow requests, while the program works on for a caller that has gone',
  },
  'gateway-read-allowed': {
    severity: 'warning',
    summary: 'The read timeout of the CDN needs no higher quota',
    rationale: 'a deployment that AWS rejects with InvalidArgument, unless the quota was raised',
  },
  'connect-within-read': {
    severity: 'note',
    summary: 'All connection attempts of the CDN end before its read timeout',
    rationale:
      'a page that hangs for half a minute while the origin is unreachable, instead of an early error',
  },
  'heartbeat-twice-within-gateway-timeout': {
    severity: 'warning',
    formats: everyFormat,
    summary: 'Two heartbeats fit into the shortest timeout of the proxies',
    rationale: 'streams and sockets that are closed in every pause',
  },
  'drain-within-stop': {
    severity: 'warning',
    formats: ['CloudFormation', 'Kubernetes', 'Compose'],
    summary: 'The drain ends before the platform kills the program',
    rationale: 'requests and work that are cut off at every deployment',
  },
  'stop-allowed': {
    severity: 'error',
    summary: 'The time to stop is within the limit of the platform',
    rationale: 'a deployment that AWS rejects',
  },
  'deregistration-outlasts-requests': {
    severity: 'warning',
    summary: 'The deregistration delay covers the longest request',
    rationale: '5xx for the requests in flight, at every deployment',
  },
  'deregistration-allowed': {
    severity: 'error',
    summary: "The deregistration delay is within the load balancer's limit",
    rationale: rejected,
  },
  'deregistration-within-scale-in-cooldown': {
    severity: 'note',
    summary: 'A task has stopped before scaling may remove the next one',
    rationale: 'several tasks that may drain at once, if each one needs all the time it may take',
  },
  'balancer-check-timeout-within-interval': {
    severity: 'error',
    summary: "The load balancer's health check times out before the next one",
    rationale: rejected,
  },
  'container-check-timeout-within-interval': {
    severity: 'note',
    summary: "The container's health check times out before the next one",
    rationale: 'a stalled task that is replaced later than interval and retries suggest',
  },
  'grace-covers-boot': {
    severity: 'warning',
    summary: 'The grace period covers the start of a task and its first healthy checks',
    rationale: 'new tasks that are killed while they start, until the deployment fails',
  },
  'start-covers-boot': {
    severity: 'warning',
    summary: "Failures of the container's health check do not count before the task has started",
    rationale: 'new tasks that are killed before their first response',
  },
  'balancer-check-fails-first': {
    severity: 'note',
    summary: "The container's check fails no earlier than the load balancer's",
    rationale:
      'requests in a stalled task that are cut off, because ECS replaces it before the balancer stops sending',
  },
  'web-deployment-headroom': headroom,
  'worker-deployment-headroom': headroom,
  'web-scaling-range': scalingRange,
  'worker-scaling-range': scalingRange,
  'alarm-before-rollout-ends': {
    severity: 'warning',
    summary: 'An alarm can go off while a rollback is still possible',
    rationale: 'a bad version that has all the traffic when the alarm goes off',
  },
  'rollout-within-operation': {
    severity: 'error',
    summary: "Canary and bake together are within CloudFormation's limit",
    rationale: 'a good deployment that is rolled back because it took too long',
  },
  'web-heap-within-memory': heap,
  'worker-heap-within-memory': heap,
  'addresses-cover-deployment': {
    severity: 'warning',
    summary: 'One subnet has addresses for all tasks of a deployment and for the load balancer',
    rationale: 'RESOURCE:ENI in the middle of a deployment, above all when one zone has failed',
  },
  'function-within-gateway': {
    severity: 'error',
    summary: 'A function ends before the gateway that waits for it',
    rationale: 'functions that run on, and are billed, after their callers were answered 504',
  },
} as const satisfies Readonly<Record<string, Relation>>;
