import type { Contract } from './contract.ts';
import { drainMs, keepAliveMs } from './derive.ts';

/** A relation between numbers that two layers hold. `id` is stable and is what audit findings and tests name. */
export interface Invariant {
  readonly id: string;
  /** The relation, in words. */
  readonly says: string;
  /** What happens in production when it is broken. */
  readonly prevents: string;
  /** Both sides as they stand, and whether the relation holds; null where it does not apply. */
  readonly sides: (contract: Contract) => Sides | null;
}

export interface Sides {
  readonly left: string;
  readonly relation: '≥' | '≤' | '>' | '<';
  readonly right: string;
  readonly holds: boolean;
}

export interface Finding extends Sides {
  readonly invariant: Invariant;
}

const ms = (name: string, value: number) => `${name} ${value} ms`;

function compare(relation: Sides['relation'], left: [string, number], right: [string, number]): Sides {
  const [a, b] = [left[1], right[1]];
  const holds = relation === '≥' ? a >= b : relation === '≤' ? a <= b : relation === '>' ? a > b : a < b;
  return { left: ms(...left), relation, right: ms(...right), holds };
}
const atLeast = (l: [string, number], r: [string, number]) => compare('≥', l, r);
const atMost = (l: [string, number], r: [string, number]) => compare('≤', l, r);
const below = (l: [string, number], r: [string, number]) => compare('<', l, r);

export const invariants: readonly Invariant[] = [
  {
    id: 'keep-alive-outlives-gateway',
    says: "Node's keep-alive outlives the gateway's idle connections",
    prevents: 'a steady drip of 502s: the gateway sends a request on a connection that Node has just closed',
    sides: (c) =>
      c.edge.gatewayIdleMs === null
        ? null
        : atLeast(
            ['http.keepAlive (derived)', keepAliveMs(c)],
            ['edge.gatewayIdleMs + edge.marginMs', c.edge.gatewayIdleMs + c.edge.marginMs],
          ),
  },
  {
    id: 'headers-outlive-gateway',
    says: "Node's headers timeout outlives the gateway's idle connections",
    prevents:
      'bursts of 408 and 502 after quiet periods: Node kills silent pre-opened connections at this time',
    sides: (c) =>
      c.edge.gatewayIdleMs === null
        ? null
        : atLeast(
            ['http.headersMs', c.http.headersMs],
            ['edge.gatewayIdleMs + edge.marginMs', c.edge.gatewayIdleMs + c.edge.marginMs],
          ),
  },
  {
    id: 'request-covers-headers',
    says: 'A whole request may take at least as long as its headers',
    prevents: 'a refusal to start: Node throws ERR_OUT_OF_RANGE when headersTimeout exceeds requestTimeout',
    sides: (c) => atLeast(['http.requestMs', c.http.requestMs], ['http.headersMs', c.http.headersMs]),
  },
  {
    id: 'deadline-before-gateway',
    says: "The api deadline comes before the gateway's",
    prevents: "the gateway's bare 504 in place of our coded answer, while the work goes on behind it",
    sides: (c) =>
      c.edge.gatewayIdleMs === null
        ? null
        : atMost(
            ['classes.api.deadlineMs + edge.marginMs', (c.classes.api.deadlineMs ?? 0) + c.edge.marginMs],
            ['edge.gatewayIdleMs', c.edge.gatewayIdleMs],
          ),
  },
  {
    id: 'heartbeat-twice-within-idle',
    says: "Two heartbeats fit into the gateway's idle time",
    prevents: 'streams and sockets that are cut in every long pause of a model',
    sides: (c) =>
      c.edge.gatewayIdleMs === null
        ? null
        : atMost(
            ['live.heartbeatMs × 2', c.live.heartbeatMs * 2],
            ['edge.gatewayIdleMs', c.edge.gatewayIdleMs],
          ),
  },
  {
    id: 'pong-within-heartbeat',
    says: 'A pong is due before the next ping',
    prevents: 'dead peers that are counted as viewers',
    sides: (c) => below(['live.pongMs', c.live.pongMs], ['live.heartbeatMs', c.live.heartbeatMs]),
  },
  {
    id: 'coalesce-below-poll',
    says: 'Deltas are joined for less than the log is polled',
    prevents: 'text that arrives after the turn that it belongs to',
    sides: (c) => below(['live.coalesceMs', c.live.coalesceMs], ['live.pollMs', c.live.pollMs]),
  },
  {
    id: 'wait-within-deadline',
    says: 'The longest poll ends before the api deadline',
    prevents: 'a long-poll that ends in 504 instead of an answer to ask again',
    sides: (c) =>
      atMost(
        ['limits.waitSecondsMax', c.limits.waitSecondsMax * 1000],
        ['classes.api.deadlineMs', c.classes.api.deadlineMs ?? Number.POSITIVE_INFINITY],
      ),
  },
  {
    id: 'drain-within-stop',
    says: "The drain's steps fit before the platform kills the process",
    prevents: 'SIGKILL in the middle of a write, lost turns, cut requests on every deployment',
    sides: (c) => atMost(['drain (derived)', drainMs(c)], ['process.stopMs', c.process.stopMs]),
  },
  {
    id: 'drain-lag-covers-gateway',
    says: 'The listener stays open until a gateway has stopped sending',
    prevents: 'refused connections and 502s whenever a task is stopped',
    sides: (c) =>
      c.edge.gatewayIdleMs === null
        ? null
        : atLeast(
            ['process.drainLagMs', c.process.drainLagMs],
            ['readiness period × failures', c.probes.readiness.periodMs * c.probes.readiness.failures],
          ),
  },
  {
    id: 'probe-times-out-within-period',
    says: 'A probe gives up before the next one',
    prevents: 'overlapping probes that declare a healthy process dead',
    sides: (c) =>
      below(
        ['longest probe timeoutMs', Math.max(c.probes.liveness.timeoutMs, c.probes.readiness.timeoutMs)],
        ['shortest probe periodMs', Math.min(c.probes.liveness.periodMs, c.probes.readiness.periodMs)],
      ),
  },
  {
    id: 'check-within-probe',
    says: 'A readiness check ends before its probe gives up',
    prevents: 'a probe that times out and cannot say which part is missing',
    sides: (c) =>
      below(
        ['probes.checkMs', c.probes.checkMs],
        ['probes.readiness.timeoutMs', c.probes.readiness.timeoutMs],
      ),
  },
  {
    id: 'lease-covers-renewals',
    says: 'A lease lasts three renewals',
    prevents: 'a short pause that hands a running debate to a second worker',
    sides: (c) => atLeast(['work.leaseMs', c.work.leaseMs], ['work.renewMs × 3', c.work.renewMs * 3]),
  },
  {
    id: 'failover-within-promise',
    says: 'A dead worker is replaced within 10 s',
    prevents: 'debates that stand still after a crash',
    sides: (c) =>
      atMost(['work.leaseMs + work.claimMs', c.work.leaseMs + c.work.claimMs], ['the promise', 10_000]),
  },
  {
    id: 'agent-deadlines-nest',
    says: 'Idle and first-token deadlines lie within the total',
    prevents: 'deadlines that can never fire',
    sides: (c) =>
      below(
        [
          'the longer of agents.firstTokenMs and agents.idleMs',
          Math.max(c.agents.firstTokenMs, c.agents.idleMs),
        ],
        ['agents.totalMs', c.agents.totalMs],
      ),
  },
  {
    id: 'database-deadlines-nest',
    says: 'A statement, with its wait for a connection, ends before the api deadline',
    prevents: 'queries that run on after their request has been answered 504, until the pool is empty',
    sides: (c) =>
      below(
        ['database.acquireMs + database.statementMs', c.database.acquireMs + c.database.statementMs],
        ['classes.api.deadlineMs', c.classes.api.deadlineMs ?? Number.POSITIVE_INFINITY],
      ),
  },
  {
    id: 'lock-within-statement',
    says: 'Waiting for a lock ends before the statement does',
    prevents: 'a statement timeout that hides which lock was waited for',
    sides: (c) =>
      atMost(['database.lockMs', c.database.lockMs], ['database.statementMs', c.database.statementMs]),
  },
  {
    id: 'decision-within-deadline',
    says: 'The time kept for the decision is less than the default deadline',
    prevents: 'debates that go to the decision before they have begun',
    sides: (c) =>
      below(
        ['limits.decideSecondsReserve', c.limits.decideSecondsReserve * 1000],
        ['limits.deadlineSecondsDefault', c.limits.deadlineSecondsDefault * 1000],
      ),
  },
  {
    id: 'viewer-lag-below-queue',
    says: 'Deltas are dropped before a viewer is closed',
    prevents: 'viewers that are cut off where a snapshot would have done',
    sides: ({ live }) => ({
      left: `live.viewerLagBytesMax ${live.viewerLagBytesMax} B`,
      relation: '<',
      right: `live.viewerQueueBytesMax ${live.viewerQueueBytesMax} B`,
      holds: live.viewerLagBytesMax < live.viewerQueueBytesMax,
    }),
  },
  {
    id: 'evidence-within-body',
    says: 'The largest document fits into the largest body',
    prevents: 'a 413 for a document that the limits allow',
    sides: ({ limits, classes }) => ({
      left: `limits.documentBytesMax ${limits.documentBytesMax} B`,
      relation: '≤',
      right: `classes.api.bodyBytesMax ${classes.api.bodyBytesMax} B`,
      holds: limits.documentBytesMax <= classes.api.bodyBytesMax,
    }),
  },
];

/** Every invariant that applies, with both sides as they stand. */
export function check(contract: Contract): Finding[] {
  const findings: Finding[] = [];
  for (const invariant of invariants) {
    const sides = invariant.sides(contract);
    if (sides) findings.push({ invariant, ...sides });
  }
  return findings;
}

/** The findings that do not hold, or an empty list. */
export const broken = (contract: Contract): Finding[] => check(contract).filter((finding) => !finding.holds);
