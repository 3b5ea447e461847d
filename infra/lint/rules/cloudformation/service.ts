import { instead, isSold, mebibytesOf, unitsOf } from '../../models/cloudformation/fargate.ts';
import { loneTasksOf, type Task, taskOf } from '../../models/cloudformation/task.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Rule } from '../../source.ts';
import { outside, type Rules, type Say } from './rule.ts';

const stuck: Rule = {
  id: 'deployment-has-room',
  severity: 'error',
  summary: 'More tasks may run during a deployment than must',
  prevents: 'a deployment that can neither start nor stop a task, and hangs for three hours',
  fix: 'Raise MaximumPercent above MinimumHealthyPercent; 200 and 100 replace tasks without a gap.',
  toldBy: ['web-deployment-headroom', 'worker-deployment-headroom'],
};

const rebalancing: Rule = {
  id: 'rebalancing-has-room',
  severity: 'error',
  summary: 'Where tasks are rebalanced over zones, more may run than are wanted',
  prevents: 'a deployment that is refused',
  fix: 'Raise MaximumPercent above 100, or set AvailabilityZoneRebalancing to DISABLED.',
};

const size: Rule = {
  id: 'fargate-size',
  severity: 'error',
  summary: 'Cpu and Memory are one of the pairs that Fargate sells',
  prevents: 'a deployment that is refused',
  fix: 'Choose a memory that Fargate has for the CPUs.',
  toldBy: ['web-memory-minimum', 'web-memory-maximum', 'worker-memory-minimum', 'worker-memory-maximum'],
};

const stop: Rule = {
  id: 'stop-in-range',
  severity: 'error',
  summary: 'A container has 2 to 120 s to stop on Fargate',
  prevents: 'a deployment that is refused',
  fix: 'Choose a StopTimeout in the range, and let the program end within it.',
  toldBy: ['stop-allowed'],
};

const shares: Rule = {
  id: 'rollout-in-range',
  severity: 'error',
  summary: 'The steps of a deployment lie in the range that the platform takes, and end within 33 hours',
  prevents: 'a deployment that is refused, or a good one that is rolled back because it took too long',
  fix: 'Choose numbers in the range, and fewer or shorter steps.',
};

export const serviceRules: Rules = {
  rules: [stuck, rebalancing, size, stop, shares],
  check({ deployment: { template } }, say) {
    const tasks = template.ofType('AWS::ECS::Service').map((service) => taskOf(template, service));
    for (const task of tasks) {
      ofDeployment(task.service.properties.get('DeploymentConfiguration'), say);
      if (['ECS', null].includes(task.service.properties.get('DeploymentController', 'Type').text()))
        percentages(task, say);
      balanced(task, say);
    }
    for (const task of [...tasks, ...loneTasksOf(template)]) if (task.onFargate === true) fargate(task, say);
  },
};

function percentages({ service }: Task, say: Say): void {
  const deployment = service.properties.get('DeploymentConfiguration');
  const [least, most] = [
    deployment.get('MinimumHealthyPercent').number(),
    deployment.get('MaximumPercent').number(),
  ];
  if (typeof most === 'number' && typeof least === 'number' && most <= least)
    say(stuck, deployment.get('MaximumPercent'), `at most ${most} % may run, and ${least} % must`);
}

function balanced({ service: { properties } }: Task, say: Say): void {
  const most = properties.get('DeploymentConfiguration', 'MaximumPercent');
  const percent = most.number();
  if (
    properties.get('AvailabilityZoneRebalancing').text() === 'ENABLED' &&
    typeof percent === 'number' &&
    percent <= 100
  )
    say(rebalancing, most, `it is ${percent} %`);
}

const stopSeconds = [2, 120] as const;

function fargate({ definition, container }: Task, say: Say): void {
  if (container !== null) {
    const view = container.get('StopTimeout');
    const wrong = outside(view, ...stopSeconds);
    if (wrong !== null) say(stop, view, `it is ${wrong} s`);
  }
  if (definition === null) return;
  const { properties } = definition;
  const [cpu, memory] = [properties.get('Cpu').number(unitsOf), properties.get('Memory').number(mebibytesOf)];
  if (typeof cpu === 'number' && typeof memory === 'number' && !isSold(cpu, memory))
    say(size, properties.get('Memory'), `it is ${memory} MiB for ${cpu} CPU units`, instead(cpu, memory));
}

const hour = 60;
const rolloutMinutesMax = 33 * hour;

function ofDeployment(deployment: View, say: Say): void {
  const percents = [
    [deployment.get('CanaryConfiguration', 'CanaryPercent'), 0.1],
    [deployment.get('LinearConfiguration', 'StepPercent'), 3],
  ] as const;
  for (const [view, least] of percents) {
    const wrong = outside(view, least, 100);
    if (wrong !== null) say(shares, view, `it is ${wrong} %, and may be ${least} to 100 %`);
  }
  const bake = deployment.get('BakeTimeInMinutes');
  const wrong = outside(bake, 0, 24 * hour);
  if (wrong !== null) say(shares, bake, `it is ${wrong} minutes, and may be 0 to ${24 * hour}`);
  const linear = deployment.get('LinearConfiguration');
  const [percent, minutes] = [linear.get('StepPercent').number(), linear.get('StepBakeTimeInMinutes').number()];
  const after = bake.number();
  if (typeof percent !== 'number' || percent <= 0 || typeof minutes !== 'number' || typeof after !== 'number')
    return;
  const all = (Math.ceil(100 / percent) - 1) * minutes + after;
  if (all > rolloutMinutesMax)
    say(shares, linear, `steps and bake take ${all} minutes, and may take ${rolloutMinutesMax}`);
}
