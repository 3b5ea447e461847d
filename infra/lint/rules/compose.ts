import { checkProgram, programRules } from '../container/program.ts';
import { parseBytes, parseCpus } from '../container/quantities.ts';
import { healthRules } from '../models/compose/health.ts';
import { nameRules } from '../models/compose/names.ts';
import { type ComposeService, readDuration } from '../models/compose/services.ts';
import type { ConfigNode } from '../parse/config-node.ts';
import type { Rule, Violation } from '../types.ts';
import { checkWaitsForHealth, waitsForHealth } from './compose/waits-for-health.ts';

const stopHasTime: Rule = {
  id: 'stop-has-time',
  severity: 'warning',
  summary: 'A container gets a stop signal, and time to stop',
  rationale: 'SIGKILL in the middle of its work, at every stop and every update',
  fix: 'Set stop_grace_period to the duration of the drain, and stop_signal to a signal that the program handles.',
};

const softWithinHard: Rule = {
  id: 'soft-within-hard',
  severity: 'error',
  summary: 'The soft limit of open files does not exceed the hard one',
  rationale: 'a container that does not start',
  fix: 'Lower soft, or raise hard.',
};

const reservationWithinLimit: Rule = {
  id: 'reservation-within-limit',
  severity: 'error',
  summary: 'The memory reservation does not exceed the limit',
  rationale: 'a container that does not start',
  fix: 'Lower the reservation, or raise the limit.',
};

const cpusWithinLimit: Rule = {
  id: 'processors-reserved-within-limit',
  severity: 'note',
  summary: 'The CPU reservation does not exceed the limit',
  rationale: 'CPUs reserved for a container that can never use them',
  fix: 'Lower the reservation, or raise the limit.',
};

export const composeRules: readonly Rule[] = [
  ...programRules,
  ...healthRules,
  ...nameRules,
  stopHasTime,
  softWithinHard,
  reservationWithinLimit,
  cpusWithinLimit,
  waitsForHealth,
];

export const checkServices = (services: readonly ComposeService[]): Violation[] => [
  ...services.flatMap((service) => [
    ...checkProgram(service.program),
    ...checkStop(service.node),
    ...checkOpenFiles(service.node.get('ulimits', 'nofile')),
    ...checkMemory(service.node),
    ...checkCpus(service.node.get('deploy', 'resources')),
  ]),
  ...checkWaitsForHealth(services),
];

const violation = (rule: Rule, { place }: ConfigNode, message: string): Violation[] => [
  { rule, place, message },
];

function checkStop(node: ConfigNode): Violation[] {
  const [grace, signal] = [node.get('stop_grace_period'), node.get('stop_signal')];
  return [
    ...(isShort(grace) ? violation(stopHasTime, grace, `it is ${String(grace.value)}`) : []),
    ...(/^(?:SIG)?KILL$|^9$/.test(String(signal.value))
      ? violation(stopHasTime, signal, `it is ${String(signal.value)}`)
      : []),
  ];
}

const graceMsMin = 2000;

function isShort(grace: ConfigNode): boolean {
  const ms = readDuration(grace);
  return typeof ms === 'number' && ms < graceMsMin;
}

function checkOpenFiles(limit: ConfigNode): Violation[] {
  if (!limit.isMap) return [];
  const [soft, hard] = [limit.get('soft').number(), limit.get('hard').number()];
  const isAbove =
    typeof soft === 'number' && typeof hard === 'number' && hard >= 0 && (soft > hard || soft < 0);
  return isAbove ? violation(softWithinHard, limit.get('soft'), `soft is ${soft}, and hard is ${hard}`) : [];
}

function checkMemory(node: ConfigNode): Violation[] {
  const resources = node.get('deploy', 'resources');
  const pairs = [
    [resources.get('reservations', 'memory'), resources.get('limits', 'memory')],
    [node.get('mem_reservation'), node.get('mem_limit')],
  ] as const;
  return pairs.flatMap(([reserved, limit]) => {
    const [min, max] = [parseBytes(String(reserved.value)), parseBytes(String(limit.value))];
    if (min === null || max === null || max === 0 || min <= max) return [];
    return violation(reservationWithinLimit, reserved, `${String(reserved.value)} of ${String(limit.value)}`);
  });
}

function checkCpus(resources: ConfigNode): Violation[] {
  const [reserved, limit] = [resources.get('reservations', 'cpus'), resources.get('limits', 'cpus')];
  const [min, max] = [parseCpus(String(reserved.value)), parseCpus(String(limit.value))];
  if (min === null || max === null || max === 0 || min <= max) return [];
  return violation(cpusWithinLimit, reserved, `${String(reserved.value)} of ${String(limit.value)}`);
}
