import {
  isValidFargateSize,
  parseCpuUnits,
  parseMemoryMiB,
  suggestFargateSize,
} from '../../models/cloudformation/fargate.ts';
import { type EcsTask, readTask, standaloneTasks } from '../../models/cloudformation/task.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import type { Rule } from '../../types.ts';
import type { ReportViolation } from '../rule-set.ts';
import { type CloudFormationRuleSet, outOfRange } from './context.ts';

const deploymentHasRoom: Rule = {
  id: 'deployment-has-room',
  severity: 'error',
  summary: 'A deployment may run more tasks than it must keep healthy',
  rationale: 'a deployment that can neither start nor stop a task, and hangs for three hours',
  fix: 'Raise MaximumPercent above MinimumHealthyPercent; 200 and 100 replace tasks without losing capacity.',
  supersededBy: ['web-deployment-headroom', 'worker-deployment-headroom'],
};

const rebalancingHasRoom: Rule = {
  id: 'rebalancing-has-room',
  severity: 'error',
  summary: 'With zone rebalancing, more tasks may run than the desired count',
  rationale: 'a deployment that is rejected',
  fix: 'Raise MaximumPercent above 100, or set AvailabilityZoneRebalancing to DISABLED.',
};

const fargateSize: Rule = {
  id: 'fargate-size',
  severity: 'error',
  summary: 'Cpu and Memory are a Fargate task size',
  rationale: 'a deployment that is rejected',
  fix: 'Choose a Memory that Fargate offers for the Cpu.',
  supersededBy: [
    'web-memory-minimum',
    'web-memory-maximum',
    'worker-memory-minimum',
    'worker-memory-maximum',
  ],
};

const stopInRange: Rule = {
  id: 'stop-in-range',
  severity: 'error',
  summary: 'A container has 2 to 120 s to stop on Fargate',
  rationale: 'a deployment that is rejected',
  fix: 'Choose a StopTimeout in the range, and let the program end within it.',
  supersededBy: ['stop-allowed'],
};

const rolloutInRange: Rule = {
  id: 'rollout-in-range',
  severity: 'error',
  summary: "The steps of a deployment are in the platform's range, and end within 33 hours",
  rationale: 'a deployment that is rejected, or rolled back because it takes too long',
  fix: 'Choose values in the range, and fewer or shorter steps.',
};

export const serviceRules: CloudFormationRuleSet = {
  rules: [deploymentHasRoom, rebalancingHasRoom, fargateSize, stopInRange, rolloutInRange],
  check({ deployment: { template } }, report) {
    const tasks = template.ofType('AWS::ECS::Service').map((service) => readTask(template, service));
    for (const task of tasks) {
      checkRollout(task.service.properties.get('DeploymentConfiguration'), report);
      if (['ECS', null].includes(task.service.properties.get('DeploymentController', 'Type').text()))
        checkPercentages(task, report);
      checkRebalancing(task, report);
    }
    for (const task of [...tasks, ...standaloneTasks(template)])
      if (task.onFargate === true) checkFargate(task, report);
  },
};

function checkPercentages({ service }: EcsTask, report: ReportViolation): void {
  const deployment = service.properties.get('DeploymentConfiguration');
  const [min, max] = [
    deployment.get('MinimumHealthyPercent').number(),
    deployment.get('MaximumPercent').number(),
  ];
  if (typeof max === 'number' && typeof min === 'number' && max <= min)
    report(
      deploymentHasRoom,
      deployment.get('MaximumPercent'),
      `at most ${max} % may run, and ${min} % must stay healthy`,
    );
}

function checkRebalancing({ service: { properties } }: EcsTask, report: ReportViolation): void {
  const max = properties.get('DeploymentConfiguration', 'MaximumPercent');
  const percent = max.number();
  if (
    properties.get('AvailabilityZoneRebalancing').text() === 'ENABLED' &&
    typeof percent === 'number' &&
    percent <= 100
  )
    report(rebalancingHasRoom, max, `it is ${percent} %`);
}

const stopSeconds = [2, 120] as const;

function checkFargate({ definition, container }: EcsTask, report: ReportViolation): void {
  if (container !== null) {
    const node = container.get('StopTimeout');
    const value = outOfRange(node, ...stopSeconds);
    if (value !== null) report(stopInRange, node, `it is ${value} s`);
  }
  if (definition === null) return;
  const { properties } = definition;
  const [cpu, memory] = [
    properties.get('Cpu').number(parseCpuUnits),
    properties.get('Memory').number(parseMemoryMiB),
  ];
  if (typeof cpu === 'number' && typeof memory === 'number' && !isValidFargateSize(cpu, memory))
    report(
      fargateSize,
      properties.get('Memory'),
      `it is ${memory} MiB for ${cpu} CPU units`,
      suggestFargateSize(cpu, memory),
    );
}

const hour = 60;
const rolloutMinutesMax = 33 * hour;

function checkRollout(deployment: ConfigNode, report: ReportViolation): void {
  const percents = [
    [deployment.get('CanaryConfiguration', 'CanaryPercent'), 0.1],
    [deployment.get('LinearConfiguration', 'StepPercent'), 3],
  ] as const;
  for (const [node, min] of percents) {
    const value = outOfRange(node, min, 100);
    if (value !== null) report(rolloutInRange, node, `it is ${value} %, not ${min} to 100 %`);
  }
  const bake = deployment.get('BakeTimeInMinutes');
  const value = outOfRange(bake, 0, 24 * hour);
  if (value !== null) report(rolloutInRange, bake, `it is ${value} minutes, not 0 to ${24 * hour}`);
  const linear = deployment.get('LinearConfiguration');
  const [percent, minutes] = [
    linear.get('StepPercent').number(),
    linear.get('StepBakeTimeInMinutes').number(),
  ];
  const after = bake.number();
  if (typeof percent !== 'number' || percent <= 0 || typeof minutes !== 'number' || typeof after !== 'number')
    return;
  const all = (Math.ceil(100 / percent) - 1) * minutes + after;
  if (all > rolloutMinutesMax)
    report(
      rolloutInRange,
      linear,
      `steps and bake time take ${all} minutes, and the maximum is ${rolloutMinutesMax}`,
    );
}
