import type { View } from '../cloudformation/view.ts';
import type { Flaw, Rule } from '../source.ts';
import { bytesOf } from '../workload/amounts.ts';
import { flawsOfProgram, programRules } from '../workload/program.ts';
import { type ComposeService, timeAt } from './services.ts';

const time: Rule = {
  id: 'stop-has-time',
  severity: 'warning',
  says: 'A container has time to stop, and is asked to',
  prevents: 'SIGKILL in the middle of what it does, at every stop and every update',
  fix: 'Set stop_grace_period to what the drain takes, and stop_signal to one that the program hears.',
};

const health: Rule = {
  id: 'health-can-be-waited-for',
  severity: 'error',
  says: 'Who is waited for until it is healthy has a health check',
  prevents: 'a start that fails, for what has no health check never becomes healthy',
  fix: 'Give it a healthcheck, or wait for service_started.',
};

const files: Rule = {
  id: 'soft-within-hard',
  severity: 'error',
  says: 'The soft limit of open files is not above the hard one',
  prevents: 'a container that does not start',
  fix: 'Lower soft, or raise hard.',
};

const memory: Rule = {
  id: 'reservation-within-limit',
  severity: 'error',
  says: 'No more memory is reserved than may be used',
  prevents: 'a container that does not start',
  fix: 'Lower the reservation, or raise the limit.',
};

export const composeRules: readonly Rule[] = [...programRules, time, health, files, memory];

export const flawsOf = (services: readonly ComposeService[]): Flaw[] =>
  services.flatMap((service) => [
    ...flawsOfProgram(service.program),
    ...ofStop(service.view),
    ...ofHealth(service, services),
    ...ofFiles(service.view.at('ulimits', 'nofile')),
    ...ofMemory(service.view),
  ]);

const flaw = (rule: Rule, { place }: View, found: string): Flaw[] => [{ rule, place, found }];

function ofStop(view: View): Flaw[] {
  const [grace, signal] = [view.at('stop_grace_period'), view.at('stop_signal')];
  return [
    ...(timeAt(grace) === 0 ? flaw(time, grace, 'it has no time') : []),
    ...(/^(?:SIG)?KILL$|^9$/.test(String(signal.value))
      ? flaw(time, signal, `it gets ${String(signal.value)}`)
      : []),
  ];
}

function ofHealth({ view }: ComposeService, services: readonly ComposeService[]): Flaw[] {
  const waits = view.at('depends_on');
  return waits.keys().flatMap((name) => {
    const condition = waits.at(name).isMap ? waits.at(name, 'condition') : null;
    const check = services.filter((one) => one.name === name).map((one) => one.view.at('healthcheck'));
    const [only] = check;
    if (condition?.value !== 'service_healthy' || only === undefined || check.length > 1 || !isOff(only))
      return [];
    return flaw(health, condition, `the health check of ${name} is switched off`);
  });
}

function isOff(check: View): boolean {
  const test = check.isAbsent ? null : check.at('test').value;
  return (
    check.isMap &&
    (check.at('disable').value === true || test === 'NONE' || (Array.isArray(test) && test[0] === 'NONE'))
  );
}

function ofFiles(limit: View): Flaw[] {
  if (!limit.isMap) return [];
  const [soft, hard] = [limit.at('soft').number(), limit.at('hard').number()];
  const isAbove =
    typeof soft === 'number' && typeof hard === 'number' && hard >= 0 && (soft > hard || soft < 0);
  return isAbove ? flaw(files, limit.at('soft'), `soft is ${soft}, and hard ${hard}`) : [];
}

function ofMemory(view: View): Flaw[] {
  const resources = view.at('deploy', 'resources');
  const pairs = [
    [resources.at('reservations', 'memory'), resources.at('limits', 'memory')],
    [view.at('mem_reservation'), view.at('mem_limit')],
  ] as const;
  return pairs.flatMap(([reserved, limit]) => {
    const [least, most] = [bytesOf(String(reserved.value)), bytesOf(String(limit.value))];
    if (least === null || most === null || most === 0 || least <= most) return [];
    return flaw(memory, reserved, `${String(reserved.value)} of ${String(limit.value)}`);
  });
}
