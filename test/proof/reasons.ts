const refused = 'AWS refuses the number when it is deployed; no process runs with it';
const managed = 'both sides are managed services of AWS';
const lambda = 'it speaks of a function (Lambda), and nginx is in front of processes';
const ecs = 'it speaks of ECS and its task protection; test/process/protection.test.ts plays its agent';
const probers = 'only the one who probes would overlap with himself; the program answers each probe alike';

/** Relations between times that no run behind one nginx can show, each with the reason. */
export const reasons: Readonly<Record<string, string>> = {
  'balancer-outlives-cdn':
    'the race of keep-alive-outlives-gateway, with nginx on both sides: it closes too promptly to be met in it',
  'client-keep-alive-allowed': refused,
  'gateway-idle-allowed': refused,
  'slow-start-allowed': refused,
  'gateway-read-allowed': refused,
  'stop-allowed': refused,
  'deregistration-allowed': refused,
  'balancer-check-gives-up': refused,
  'container-check-gives-up': refused,
  'function-outlasts-deadline': lambda,
  'function-within-gateway': lambda,
  'protection-renewed-in-time': ecs,
  'protection-lets-go': ecs,
  'connect-within-read':
    'it needs an origin that leaves connections unanswered; on loopback they are accepted or refused at once',
  'stream-outlives-longest-debate': 'CloudFront alone limits a whole response; nginx only the silence in it',
  'ping-twice-within-socket-idle':
    'CloudFront alone has a second limit for sockets; heartbeat-twice-within-patience shows the same with one',
  'agent-deadlines-nest': 'a deadline that can never fire leaves nothing to see: the other one fires',
  'turn-within-debate':
    'a debate at its deadline is decided with what was said by then, and no request fails',
  'decision-within-deadline':
    'a debate keeps back no more than limits.decideShareMax of its deadline, so this number alone changes nothing',
  'leaving-within-cooldown': 'it speaks of how ECS scales in',
  'liveness-gives-up-within-period': probers,
  'readiness-gives-up-within-period': probers,
  'start-covers-boot':
    'with three failures a quarter of a minute apart, a boot of the usual length outlives even no start period',
  'balancer-notices-first':
    'a stalled process loses what it was sent before, whoever acts first: no run is without failures',
  'alarm-rings-in-time': managed,
  'migration-within-function': managed,
  'rollout-within-operation': managed,
  'metrics-within-period': managed,
  'pausing-database-unasked': managed,
  'backlog-is-worked-off': 'it relates scaling to an alarm, and both are CloudWatch’s',
  'worker-gone-covers-samples': 'what jumps is a number that only scaling goes by',
  'pong-within-heartbeat':
    'a dead peer is closed in either case, only later: nothing fails that a viewer would see',
  'coalesce-below-poll': 'text that is late is no failure: a viewer has it with the turn',
  'hung-before-liveness':
    'whether a probe meets the stalled process is chance, and replacing it takes as long as this machine needs',
  'restarts-within-window':
    'how many restarts fit into a window is decided by how fast this machine starts them',
};
