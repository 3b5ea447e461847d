import { type Sheet, second } from '../../../parse/fact-builder.ts';
import type { View } from '../../../parse/value-ref.ts';
import { environment } from '../attributes.ts';
import { mebibytesOf, memoriesFor, unitsOf } from '../fargate.ts';
import type { Task } from '../task.ts';
import type { Template } from '../template.ts';

export type Role = 'web' | 'worker';

/** What Fargate grants for stopTimeout, and what it gives a container to open. */
const fargate = { stopMsMax: 120 * second, openFiles: 65_535 };

/** The task: how it stops, how it is asked whether it lives, and how large it is. */
export function taskFacts(
  sheet: Sheet,
  { service, definition, container, onFargate }: Task,
  role: Role,
): void {
  const of = `deployment.${role}` as const;
  if (definition !== null) {
    sheet.read(`${of}.cpuUnits`, definition.properties.get('Cpu'), { parse: unitsOf });
    sheet.read(`${of}.memoryMiB`, definition.properties.get('Memory'), { parse: mebibytesOf });
    const cpu = definition.properties.get('Cpu').number(unitsOf);
    if (onFargate === true && typeof cpu === 'number') sheet.setAllowedValues(`${of}.memoryMiB`, memoriesFor(cpu));
  }
  if (onFargate === true)
    sheet.set('deployment.container.stopMsMax', fargate.stopMsMax, service.properties.place, true);
  if (container === null) return;
  containerFacts(sheet, container, onFargate);
  heap(sheet, container, role);
}

/** What Node is told on its command line, for each process of the task. */
function heap(sheet: Sheet, container: View, role: Role): void {
  const command = container.get('Command');
  const words = (command.items() ?? []).map((word) => word.text() ?? '');
  const options = environment(container).get('NODE_OPTIONS');
  const said = [...words, options?.text() ?? ''].join(' ');
  const [, size] = /--max[-_]old[-_]space[-_]size=(\d{1,9})(?!\d)/.exec(said) ?? [];
  const processes = Number(environment(container).get('WORKERS')?.text() ?? 1);
  if (size === undefined || !(processes >= 1)) return;
  const place = words.some((word) => word.includes(size)) ? command.place : (options ?? command).place;
  sheet.set(`deployment.${role}.heapMiB`, Number(size) * processes, place);
}

function containerFacts(sheet: Sheet, container: View, onFargate: boolean | undefined): void {
  // Elsewhere the agent of each machine may have a default of its own.
  const assumed = onFargate === true ? { default: 30 } : {};
  sheet.read('process.stopMs', container.get('StopTimeout'), { scale: second, ...assumed });
  const check = container.get('HealthCheck');
  const names = ['intervalMs', 'timeoutMs', 'healthyThreshold', 'unhealthyThreshold'] as const;
  if (check.isAbsent) {
    // An image may bring a check of its own, but ECS does not look at it.
    for (const name of names) sheet.set(`deployment.container.health.${name}`, null, check.place, true);
    sheet.set('deployment.container.startMs', null, check.place, true);
  } else {
    const health = 'deployment.container.health';
    sheet.read(`${health}.intervalMs`, check.get('Interval'), { scale: second, default: 30 });
    sheet.read(`${health}.timeoutMs`, check.get('Timeout'), { scale: second, default: 5 });
    sheet.read(`${health}.unhealthyThreshold`, check.get('Retries'), { default: 3 });
    sheet.read('deployment.container.startMs', check.get('StartPeriod'), { scale: second, default: 0 });
  }
  openFiles(sheet, container, onFargate);
}

function openFiles(sheet: Sheet, container: View, onFargate: boolean | undefined): void {
  const limits = container.get('Ulimits').items();
  if (limits === null) return;
  const files = limits.find((limit) => limit.get('Name').text() === 'nofile');
  const name = 'deployment.container.openFilesMax';
  if (files) sheet.read(name, files.get('SoftLimit'));
  else if (onFargate === true) sheet.set(name, fargate.openFiles, container.get('Ulimits').place, true);
}

/** How many tasks there are, how they are replaced, and when they are taken away. */
export function serviceFacts(sheet: Sheet, template: Template, { service }: Task, role: Role): void {
  const { properties } = service;
  const of = `deployment.${role}` as const;
  if (properties.get('LoadBalancers').items()?.length !== 0)
    sheet.read('deployment.container.graceMs', properties.get('HealthCheckGracePeriodSeconds'), {
      scale: second,
      default: 0,
    });
  const deployment = properties.get('DeploymentConfiguration');
  // The other controllers do not look at the percentages.
  const daemon = properties.get('SchedulingStrategy').text() === 'DAEMON';
  if (!daemon && ['ECS', null].includes(properties.get('DeploymentController', 'Type').text())) {
    sheet.read(`${of}.minimumPercent`, deployment.get('MinimumHealthyPercent'), { default: 100 });
    sheet.read(`${of}.maximumPercent`, deployment.get('MaximumPercent'), { default: 200 });
  }
  const targets = template
    .ofType('AWS::ApplicationAutoScaling::ScalableTarget')
    .filter(({ properties: target }) =>
      target
        .get('ResourceId')
        .references()
        .some(({ id }) => id === service.id),
    );
  const [target] = targets;
  if (target && targets.length === 1) {
    readTasks(sheet, `${of}.tasksMin`, target.properties.get('MinCapacity'));
    sheet.read(`${of}.tasksMax`, target.properties.get('MaxCapacity'));
    cooldowns(sheet, template, target.id);
  } else if (targets.length === 0) {
    readTasks(sheet, `${of}.tasksMin`, properties.get('DesiredCount'));
    sheet.read(`${of}.tasksMax`, properties.get('DesiredCount'));
  }
}

/** With no task there is nothing to deploy, so that nothing is said about how. */
function readTasks(sheet: Sheet, name: `deployment.${Role}.tasksMin`, view: View): void {
  if (view.number() !== 0) sheet.read(name, view);
}

/** The shortest of all policies: that one takes the next task away. */
function cooldowns(sheet: Sheet, template: Template, target: string): void {
  const policies = template
    .ofType('AWS::ApplicationAutoScaling::ScalingPolicy')
    .filter(({ properties }) => properties.references().some(({ id }) => id === target))
    .map(({ properties }) => properties.get('TargetTrackingScalingPolicyConfiguration'))
    .filter((policy) => policy.isMap && policy.get('DisableScaleIn').flag() !== true);
  const waits = policies.map((policy) => policy.get('ScaleInCooldown'));
  const known = waits.map((wait) => ({ wait, seconds: wait.isAbsent ? 300 : wait.number() }));
  if (known.length === 0 || known.some(({ seconds }) => seconds === 'unknown')) return;
  const [shortest] = known.sort((a, b) => Number(a.seconds) - Number(b.seconds));
  if (shortest) sheet.read('deployment.scaling.inCooldownMs', shortest.wait, { scale: second, default: 300 });
}
