import { parseCpuUnits, parseMemoryMiB } from '../../models/cloudformation/fargate.ts';
import { type EcsTask, readTask } from '../../models/cloudformation/task.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import type { Rule } from '../../types.ts';
import type { ReportViolation } from '../rule-set.ts';
import { type CloudFormationRuleSet, outOfRange } from './context.ts';

const rejectedDeployment = 'a deployment that is rejected';

const balancedContainerExists: Rule = {
  id: 'balanced-container-is-there',
  severity: 'error',
  summary: 'The container that the load balancer targets is in the task',
  rationale: rejectedDeployment,
  fix: 'Use the Name of one of the ContainerDefinitions.',
};

const containerPortMapped: Rule = {
  id: 'container-port-mapped',
  severity: 'error',
  summary: 'The port that the load balancer targets is mapped by the container',
  rationale: rejectedDeployment,
  fix: 'Add the port to the PortMappings of the container.',
};

const restartInRange: Rule = {
  id: 'restart-in-range',
  severity: 'error',
  summary: 'The restart attempt period of a container is 60 to 1800 s',
  rationale: rejectedDeployment,
  fix: 'Set RestartAttemptPeriod to at least 60.',
};

const containersWithinTask: Rule = {
  id: 'containers-within-task',
  severity: 'error',
  summary: 'The containers of a task do not get more memory or CPU than the task',
  rationale: rejectedDeployment,
  fix: 'Raise the Memory or Cpu of the task, or lower those of the containers.',
};

const limitsWithinTask: Rule = {
  id: 'limits-within-task',
  severity: 'warning',
  summary: 'All containers of a task can reach their memory limits at the same time',
  rationale: 'a container killed below its own limit, because the others use up the memory of the task',
  fix: 'Raise the Memory of the task, or lower the limits of the containers.',
};

export const containerRules: CloudFormationRuleSet = {
  rules: [
    balancedContainerExists,
    containerPortMapped,
    restartInRange,
    containersWithinTask,
    limitsWithinTask,
  ],
  check({ deployment: { template } }, report) {
    for (const service of template.ofType('AWS::ECS::Service'))
      checkBalancedContainer(readTask(template, service), report);
    for (const { properties } of template.ofType('AWS::ECS::TaskDefinition')) {
      const containers = properties.get('ContainerDefinitions').items() ?? [];
      for (const container of containers) {
        const period = container.get('RestartPolicy', 'RestartAttemptPeriod');
        const value = outOfRange(period, 60, 1800);
        if (value !== null) report(restartInRange, period, `it is ${value} s, not 60 to 1800 s`);
      }
      checkMemory(properties.get('Memory'), containers, report);
      checkCpu(properties.get('Cpu'), containers, report);
    }
  },
};

function checkBalancedContainer({ service, definition }: EcsTask, report: ReportViolation): void {
  const containers = definition?.properties.get('ContainerDefinitions').items();
  if (!containers) return;
  const names = containers.map((container) => container.get('Name').text());
  for (const entry of service.properties.get('LoadBalancers').items() ?? []) {
    const name = entry.get('ContainerName').text();
    if (name === null) continue;
    const container = containers[names.indexOf(name)];
    if (container !== undefined) checkPort(entry.get('ContainerPort'), name, container, report);
    else if (!names.includes(null) && names.length > 0)
      report(
        balancedContainerExists,
        entry.get('ContainerName'),
        `it is ${name}, and the task has ${names.join(', ')}`,
      );
  }
}

function checkPort(portNode: ConfigNode, name: string, container: ConfigNode, report: ReportViolation): void {
  const port = portNode.number();
  const mappings = container.get('PortMappings').items();
  // A port range maps ports without listing them.
  if (typeof port !== 'number' || mappings?.some((one) => !one.get('ContainerPortRange').isAbsent)) return;
  const known = mappings?.map((mapping) => mapping.get('ContainerPort').number());
  if (known && !known.includes('unknown') && !known.includes(port))
    report(containerPortMapped, portNode, `it is ${port}, and ${name} has ${known.join(', ') || 'none'}`);
}

const numberOf = (node: ConfigNode): number => {
  const number = node.number();
  return typeof number === 'number' ? number : 0;
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** An unknown value counts as 0, so the sums are lower bounds. */
function checkMemory(taskNode: ConfigNode, containers: readonly ConfigNode[], report: ReportViolation): void {
  const available = taskNode.number(parseMemoryMiB);
  if (typeof available !== 'number') return;
  const limits = containers.map((container) => container.get('Memory'));
  const reservations = containers.map((container) => container.get('MemoryReservation'));
  const above = [...limits, ...reservations].filter((node) => numberOf(node) > available);
  for (const node of above)
    report(containersWithinTask, node, `it is ${numberOf(node)} MiB, and the task has ${available} MiB`);
  if (above.length > 0) return;
  const reserved = sum(reservations.map(numberOf));
  const limited = sum(limits.map(numberOf));
  if (reserved > available)
    report(
      containersWithinTask,
      taskNode,
      `it is ${available} MiB, and the containers reserve ${reserved} MiB together`,
    );
  else if (limited > available && reserved === 0)
    report(
      limitsWithinTask,
      taskNode,
      `it is ${available} MiB, and the containers may use ${limited} MiB together`,
    );
}

function checkCpu(taskNode: ConfigNode, containers: readonly ConfigNode[], report: ReportViolation): void {
  const available = taskNode.number(parseCpuUnits);
  const requested = sum(containers.map((container) => numberOf(container.get('Cpu'))));
  if (typeof available === 'number' && requested > available)
    report(
      containersWithinTask,
      taskNode,
      `it has ${available} CPU units, and the containers ${requested} together`,
    );
}
