import { mebibytesOf, unitsOf } from '../../models/cloudformation/fargate.ts';
import { type Task, taskOf } from '../../models/cloudformation/task.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Rule } from '../../source.ts';
import { outside, type Rules, type Say } from './rule.ts';

const refused = 'a deployment that is refused';

const named: Rule = {
  id: 'balanced-container-is-there',
  severity: 'error',
  summary: 'The container that the balancer is to send to is one of the task',
  prevents: refused,
  fix: 'Write the Name of one of the ContainerDefinitions.',
};

const ports: Rule = {
  id: 'container-port-mapped',
  severity: 'error',
  summary: 'The port that the balancer is to send to is one that the container has',
  prevents: refused,
  fix: 'Name the port in the PortMappings of the container.',
};

const restart: Rule = {
  id: 'restart-in-range',
  severity: 'error',
  summary: 'A container that is restarted in place has run for 60 to 1800 s before',
  prevents: refused,
  fix: 'Set RestartAttemptPeriod to 60 at least.',
};

const memory: Rule = {
  id: 'containers-within-task',
  severity: 'error',
  summary: 'What the containers of a task are given is not more than the task has',
  prevents: refused,
  fix: 'Raise the Memory or Cpu of the task, or give the containers less.',
};

const shared: Rule = {
  id: 'limits-within-task',
  severity: 'warning',
  summary: 'All containers of a task may use what they are given at the same time',
  prevents: 'a container that is killed below its own limit, because the others have used up the task',
  fix: 'Raise the Memory of the task, or give the containers less.',
};

export const containerRules: Rules = {
  rules: [named, ports, restart, memory, shared],
  check({ deployment: { template } }, say) {
    for (const service of template.ofType('AWS::ECS::Service')) balanced(taskOf(template, service), say);
    for (const { properties } of template.ofType('AWS::ECS::TaskDefinition')) {
      const containers = properties.get('ContainerDefinitions').items() ?? [];
      for (const container of containers) {
        const period = container.get('RestartPolicy', 'RestartAttemptPeriod');
        const wrong = outside(period, 60, 1800);
        if (wrong !== null) say(restart, period, `it is ${wrong} s, and may be 60 to 1800 s`);
      }
      memories(properties.get('Memory'), containers, say);
      units(properties.get('Cpu'), containers, say);
    }
  },
};

function balanced({ service, definition }: Task, say: Say): void {
  const containers = definition?.properties.get('ContainerDefinitions').items();
  if (!containers) return;
  const names = containers.map((container) => container.get('Name').text());
  for (const entry of service.properties.get('LoadBalancers').items() ?? []) {
    const name = entry.get('ContainerName').text();
    if (name === null) continue;
    const container = containers[names.indexOf(name)];
    if (container !== undefined) mapped(entry.get('ContainerPort'), name, container, say);
    else if (!names.includes(null) && names.length > 0)
      say(named, entry.get('ContainerName'), `it is ${name}, and the task has ${names.join(', ')}`);
  }
}

function mapped(wanted: View, name: string, container: View, say: Say): void {
  const port = wanted.number();
  const mappings = container.get('PortMappings').items();
  // A range has no number of its own.
  if (typeof port !== 'number' || mappings?.some((one) => !one.get('ContainerPortRange').isAbsent)) return;
  const known = mappings?.map((mapping) => mapping.get('ContainerPort').number());
  if (known && !known.includes('unknown') && !known.includes(port))
    say(ports, wanted, `it is ${port}, and ${name} has ${known.join(', ') || 'none'}`);
}

const numberOf = (view: View): number => {
  const number = view.number();
  return typeof number === 'number' ? number : 0;
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** What is not known counts as nothing, so that what is known is at least so much. */
function memories(whole: View, containers: readonly View[], say: Say): void {
  const has = whole.number(mebibytesOf);
  if (typeof has !== 'number') return;
  const limits = containers.map((container) => container.get('Memory'));
  const reservations = containers.map((container) => container.get('MemoryReservation'));
  const above = [...limits, ...reservations].filter((view) => numberOf(view) > has);
  for (const view of above) say(memory, view, `it is ${numberOf(view)} MiB, and the task has ${has} MiB`);
  if (above.length > 0) return;
  const reserved = sum(reservations.map(numberOf));
  const limited = sum(limits.map(numberOf));
  if (reserved > has)
    say(memory, whole, `it is ${has} MiB, and the containers reserve ${reserved} MiB together`);
  else if (limited > has && reserved === 0)
    say(shared, whole, `it is ${has} MiB, and the containers may use ${limited} MiB together`);
}

function units(whole: View, containers: readonly View[], say: Say): void {
  const has = whole.number(unitsOf);
  const given = sum(containers.map((container) => numberOf(container.get('Cpu'))));
  if (typeof has === 'number' && given > has)
    say(memory, whole, `it has ${has} CPU units, and the containers ${given} together`);
}
