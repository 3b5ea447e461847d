import { flawsOfProgram, programRules } from '../container/program.ts';
import { bytesOf, processorsOf } from '../container/quantities.ts';
import { flawsOfHealth, healthRules } from '../models/compose/health.ts';
import { nameRules } from '../models/compose/names.ts';
import { type ComposeService, timeAt } from '../models/compose/services.ts';
import type { View } from '../parse/value-ref.ts';
import type { Flaw, Rule } from '../source.ts';

const time: Rule = {
  id: 'stop-has-time',
  severity: 'warning',
  summary: 'A container has time to stop, and is asked to',
  prevents: 'SIGKILL in the middle of what it does, at every stop and every update',
  fix: 'Set stop_grace_period to what the drain takes, and stop_signal to one that the program hears.',
};

const files: Rule = {
  id: 'soft-within-hard',
  severity: 'error',
  summary: 'The soft limit of open files is not above the hard one',
  prevents: 'a container that does not start',
  fix: 'Lower soft, or raise hard.',
};

const memory: Rule = {
  id: 'reservation-within-limit',
  severity: 'error',
  summary: 'No more memory is reserved than may be used',
  prevents: 'a container that does not start',
  fix: 'Lower the reservation, or raise the limit.',
};

const processors: Rule = {
  id: 'processors-reserved-within-limit',
  severity: 'note',
  summary: 'No more of the processors is reserved than may be used',
  prevents: 'processors that are set aside for a container that may never use them',
  fix: 'Lower the reservation, or raise the limit.',
};

export const composeRules: readonly Rule[] = [
  ...programRules,
  ...healthRules,
  ...nameRules,
  ...[time, files, memory, processors],
];

export const flawsOf = (services: readonly ComposeService[]): Flaw[] =>
  services.flatMap((service) => [
    ...flawsOfProgram(service.program),
    ...ofStop(service.view),
    ...flawsOfHealth(service, services),
    ...ofFiles(service.view.get('ulimits', 'nofile')),
    ...ofMemory(service.view),
    ...ofProcessors(service.view.get('deploy', 'resources')),
  ]);

const flaw = (rule: Rule, { place }: View, message: string): Flaw[] => [{ rule, place, message }];

function ofStop(view: View): Flaw[] {
  const [grace, signal] = [view.get('stop_grace_period'), view.get('stop_signal')];
  return [
    ...(timeAt(grace) === 0 ? flaw(time, grace, 'it has no time') : []),
    ...(/^(?:SIG)?KILL$|^9$/.test(String(signal.value))
      ? flaw(time, signal, `it gets ${String(signal.value)}`)
      : []),
  ];
}

function ofFiles(limit: View): Flaw[] {
  if (!limit.isMap) return [];
  const [soft, hard] = [limit.get('soft').number(), limit.get('hard').number()];
  const isAbove =
    typeof soft === 'number' && typeof hard === 'number' && hard >= 0 && (soft > hard || soft < 0);
  return isAbove ? flaw(files, limit.get('soft'), `soft is ${soft}, and hard ${hard}`) : [];
}

function ofMemory(view: View): Flaw[] {
  const resources = view.get('deploy', 'resources');
  const pairs = [
    [resources.get('reservations', 'memory'), resources.get('limits', 'memory')],
    [view.get('mem_reservation'), view.get('mem_limit')],
  ] as const;
  return pairs.flatMap(([reserved, limit]) => {
    const [least, most] = [bytesOf(String(reserved.value)), bytesOf(String(limit.value))];
    if (least === null || most === null || most === 0 || least <= most) return [];
    return flaw(memory, reserved, `${String(reserved.value)} of ${String(limit.value)}`);
  });
}

function ofProcessors(resources: View): Flaw[] {
  const [reserved, limit] = [resources.get('reservations', 'cpus'), resources.get('limits', 'cpus')];
  const [least, most] = [processorsOf(String(reserved.value)), processorsOf(String(limit.value))];
  if (least === null || most === null || most === 0 || least <= most) return [];
  return flaw(processors, reserved, `${String(reserved.value)} of ${String(limit.value)}`);
}
