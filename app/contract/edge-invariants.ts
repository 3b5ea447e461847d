import { apiDeadlineMs, drainMs, gatewayPatienceMs, keepAliveMs } from './derive.ts';
import { above, atLeast, atMost, below, type Invariant, ms } from './relation.ts';

const behindGateway = 'behind a gateway (edge.gatewayIdleMs)';

/** Between the process and what stands around it: gateway, probes, the platform that stops it. */
export const edgeInvariants: readonly Invariant[] = [
  {
    id: 'keep-alive-outlives-gateway',
    says: "Node's keep-alive outlives the gateway's idle connections",
    prevents: 'a steady drip of 502s: the gateway sends a request on a connection that Node has just closed',
    applies: behindGateway,
    sides: (c) =>
      c.edge.gatewayIdleMs === null
        ? null
        : above(ms('keep-alive (derived)', keepAliveMs(c)), ms('edge.gatewayIdleMs', c.edge.gatewayIdleMs)),
  },
  {
    id: 'headers-outlive-gateway',
    says: "Node's headers timeout outlives the gateway's idle connections",
    prevents: 'bursts of 408 and 502 after quiet periods: Node kills silent pre-opened connections then',
    applies: behindGateway,
    sides: (c) =>
      c.edge.gatewayIdleMs === null
        ? null
        : atLeast(
            ms('http.headersMs', c.http.headersMs),
            ms('edge.gatewayIdleMs + edge.marginMs', c.edge.gatewayIdleMs + c.edge.marginMs),
          ),
  },
  {
    id: 'request-covers-headers',
    says: 'A whole request may take at least as long as its headers',
    prevents: 'a refusal to start: Node throws ERR_OUT_OF_RANGE when headersTimeout exceeds requestTimeout',
    sides: (c) => atLeast(ms('http.requestMs', c.http.requestMs), ms('http.headersMs', c.http.headersMs)),
  },
  {
    id: 'deadline-before-gateway',
    says: 'Our deadline comes before the gateway gives up',
    prevents: "the gateway's bare 504 in place of our coded answer, while the work goes on behind it",
    applies: behindGateway,
    sides: (c) => {
      const patienceMs = gatewayPatienceMs(c);
      const deadlineMs = apiDeadlineMs(c) + c.edge.marginMs;
      return patienceMs === null
        ? null
        : atMost(
            ms('classes.api.deadlineMs + edge.marginMs', deadlineMs),
            ms("the gateway's patience", patienceMs),
          );
    },
  },
  {
    id: 'heartbeat-twice-within-patience',
    says: "Two heartbeats fit into the gateway's patience",
    prevents: 'streams and sockets that are cut in every long pause of a model',
    applies: behindGateway,
    sides: (c) => {
      const patienceMs = gatewayPatienceMs(c);
      return patienceMs === null
        ? null
        : atMost(
            ms('live.heartbeatMs × 2', c.live.heartbeatMs * 2),
            ms("the gateway's patience", patienceMs),
          );
    },
  },
  {
    id: 'drain-within-stop',
    says: "The drain's steps fit before the platform kills the process",
    prevents: 'SIGKILL in the middle of a write, lost turns, cut requests on every deployment',
    sides: (c) => atMost(ms('drain (derived)', drainMs(c)), ms('process.stopMs', c.process.stopMs)),
  },
  {
    id: 'drain-lag-covers-gateway',
    says: 'The listener stays open until a gateway has stopped sending',
    prevents: 'refused connections and 502s whenever a task is stopped',
    applies: behindGateway,
    sides: ({ edge, process, probes: { readiness } }) =>
      edge.gatewayIdleMs === null
        ? null
        : atLeast(
            ms('process.drainLagMs', process.drainLagMs),
            ms('probes.readiness.periodMs × failures', readiness.periodMs * readiness.failures),
          ),
  },
  {
    id: 'liveness-gives-up-within-period',
    says: 'A liveness probe gives up before the next one',
    prevents: 'overlapping probes that declare a healthy process dead',
    sides: ({ probes: { liveness } }) =>
      below(
        ms('probes.liveness.timeoutMs', liveness.timeoutMs),
        ms('probes.liveness.periodMs', liveness.periodMs),
      ),
  },
  {
    id: 'readiness-gives-up-within-period',
    says: 'A readiness probe gives up before the next one',
    prevents: 'overlapping probes that take a healthy process out of the balancer',
    sides: ({ probes: { readiness } }) =>
      below(
        ms('probes.readiness.timeoutMs', readiness.timeoutMs),
        ms('probes.readiness.periodMs', readiness.periodMs),
      ),
  },
  {
    id: 'probe-answered-in-time',
    says: 'Our deadline for a probe comes no later than the one who probes gives up',
    prevents: 'a probe that counts as failed although its answer was on the way',
    sides: ({ classes, probes: { liveness, readiness } }) =>
      atMost(
        ms('classes.probe.deadlineMs', classes.probe.deadlineMs ?? Number.POSITIVE_INFINITY),
        ms('the shorter of the probes’ timeoutMs', Math.min(liveness.timeoutMs, readiness.timeoutMs)),
      ),
  },
  {
    id: 'check-within-probe',
    says: 'A readiness check ends before its probe must be answered',
    prevents: 'a probe that times out and cannot say which part is missing',
    sides: ({ classes, probes }) =>
      below(
        ms('probes.checkMs', probes.checkMs),
        ms('classes.probe.deadlineMs', classes.probe.deadlineMs ?? probes.readiness.timeoutMs),
      ),
  },
];
