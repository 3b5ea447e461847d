import type { ConfigNode } from '../../../parse/config-node.ts';
import { type FactBuilder, second } from '../../../parse/fact-builder.ts';
import { readContainerEnvironment } from '../attributes.ts';
import { fargateMemorySizes, parseCpuUnits, parseMemoryMiB } from '../fargate.ts';
import type { EcsTask } from '../task.ts';
import type { Template } from '../template.ts';

export type EcsServiceRole = 'web' | 'worker';

/** Fargate's largest stopTimeout, and its default limit of open files. */
const fargate = { stopMsMax: 120 * second, openFilesMax: 65_535 };

/** The facts of a task: stop, health checks and size. */
export function addTaskFacts(
  builder: FactBuilder,
  { service, definition, container, onFargate }: EcsTask,
  role: EcsServiceRole,
): void {
  const of = `deployment.${role}` as const;
  if (definition !== null) {
    builder.read(`${of}.cpuUnits`, definition.properties.get('Cpu'), { parse: parseCpuUnits });
    builder.read(`${of}.memoryMiB`, definition.properties.get('Memory'), { parse: parseMemoryMiB });
    const cpu = definition.properties.get('Cpu').number(parseCpuUnits);
    if (onFargate === true && typeof cpu === 'number')
      builder.setAllowedValues(`${of}.memoryMiB`, fargateMemorySizes(cpu));
  }
  if (onFargate === true)
    builder.set('deployment.container.stopMsMax', fargate.stopMsMax, service.properties.place, true);
  if (container === null) return;
  addContainerFacts(builder, container, onFargate);
  addHeapFact(builder, container, role);
}

/** The heap limits of all processes of the task together. */
function addHeapFact(builder: FactBuilder, container: ConfigNode, role: EcsServiceRole): void {
  const command = container.get('Command');
  const words = command.list().map((word) => word.text() ?? '');
  const options = readContainerEnvironment(container).get('NODE_OPTIONS');
  const commandLine = [...words, options?.text() ?? ''].join(' ');
  const [, size] = /--max[-_]old[-_]space[-_]size=(\d{1,9})(?!\d)/.exec(commandLine) ?? [];
  const processes = Number(readContainerEnvironment(container).get('WORKERS')?.text() ?? 1);
  if (size === undefined || !(processes >= 1)) return;
  const place = words.some((word) => word.includes(size)) ? command.place : (options ?? command).place;
  builder.set(`deployment.${role}.heapMiB`, Number(size) * processes, place);
}

function addContainerFacts(
  builder: FactBuilder,
  container: ConfigNode,
  onFargate: boolean | undefined,
): void {
  // On EC2 the agent of each machine may have its own default.
  const assumed = onFargate === true ? { default: 30 } : {};
  builder.read('process.stopMs', container.get('StopTimeout'), { scale: second, ...assumed });
  const check = container.get('HealthCheck');
  const names = ['intervalMs', 'timeoutMs', 'healthyThreshold', 'unhealthyThreshold'] as const;
  if (check.isAbsent) {
    // ECS ignores a health check in the image.
    for (const name of names) builder.set(`deployment.container.health.${name}`, null, check.place, true);
    builder.set('deployment.container.startMs', null, check.place, true);
  } else {
    const health = 'deployment.container.health';
    builder.read(`${health}.intervalMs`, check.get('Interval'), { scale: second, default: 30 });
    builder.read(`${health}.timeoutMs`, check.get('Timeout'), { scale: second, default: 5 });
    builder.read(`${health}.unhealthyThreshold`, check.get('Retries'), { default: 3 });
    builder.read('deployment.container.startMs', check.get('StartPeriod'), { scale: second, default: 0 });
  }
  addOpenFilesFact(builder, container, onFargate);
}

function addOpenFilesFact(builder: FactBuilder, container: ConfigNode, onFargate: boolean | undefined): void {
  const limits = container.get('Ulimits').items();
  if (limits === null) return;
  const files = limits.find((limit) => limit.get('Name').text() === 'nofile');
  const name = 'deployment.container.openFilesMax';
  if (files) builder.read(name, files.get('SoftLimit'));
  else if (onFargate === true) builder.set(name, fargate.openFilesMax, container.get('Ulimits').place, true);
}

/** The facts of a service: task counts, rolling updates and scale-in. */
export function addServiceFacts(
  builder: FactBuilder,
  template: Template,
  { service }: EcsTask,
  role: EcsServiceRole,
): void {
  const { properties } = service;
  const of = `deployment.${role}` as const;
  if (properties.get('LoadBalancers').items()?.length !== 0)
    builder.read('deployment.container.graceMs', properties.get('HealthCheckGracePeriodSeconds'), {
      scale: second,
      default: 0,
    });
  const deployment = properties.get('DeploymentConfiguration');
  // Other deployment controllers ignore the percentages.
  const daemon = properties.get('SchedulingStrategy').text() === 'DAEMON';
  if (!daemon && ['ECS', null].includes(properties.get('DeploymentController', 'Type').text())) {
    builder.read(`${of}.minimumPercent`, deployment.get('MinimumHealthyPercent'), { default: 100 });
    builder.read(`${of}.maximumPercent`, deployment.get('MaximumPercent'), { default: 200 });
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
    readTaskCount(builder, `${of}.tasksMin`, target.properties.get('MinCapacity'));
    builder.read(`${of}.tasksMax`, target.properties.get('MaxCapacity'));
    addCooldownFact(builder, template, target.id);
  } else if (targets.length === 0) {
    readTaskCount(builder, `${of}.tasksMin`, properties.get('DesiredCount'));
    builder.read(`${of}.tasksMax`, properties.get('DesiredCount'));
  }
}

/** With 0 tasks there is nothing to deploy, so the fact stays unknown. */
function readTaskCount(
  builder: FactBuilder,
  name: `deployment.${EcsServiceRole}.tasksMin`,
  node: ConfigNode,
): void {
  if (node.number() !== 0) builder.read(name, node);
}

/** The shortest cooldown of all policies: that policy removes the next task first. */
function addCooldownFact(builder: FactBuilder, template: Template, target: string): void {
  const policies = template
    .ofType('AWS::ApplicationAutoScaling::ScalingPolicy')
    .filter(({ properties }) => properties.references().some(({ id }) => id === target))
    .map(({ properties }) => properties.get('TargetTrackingScalingPolicyConfiguration'))
    .filter((policy) => policy.isMap && policy.get('DisableScaleIn').flag() !== true);
  const waits = policies.map((policy) => policy.get('ScaleInCooldown'));
  const known = waits.map((wait) => ({ wait, seconds: wait.isAbsent ? 300 : wait.number() }));
  if (known.length === 0 || known.some(({ seconds }) => seconds === 'unknown')) return;
  const [shortest] = known.sort((a, b) => Number(a.seconds) - Number(b.seconds));
  if (shortest)
    builder.read('deployment.scaling.inCooldownMs', shortest.wait, { scale: second, default: 300 });
}
