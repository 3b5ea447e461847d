import * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Duration, Size, Stack, Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { createFactLookup } from '../../../app/contract/facts.ts';
import { routes } from '../../../app/contract/routes.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { HealthCheckSettings } from '../../../app/contract/types/deployment.ts';
import type { ProcessRole } from '../../../app/contract/variable.ts';
import { resourceName } from '../names.ts';
import { createTaskEnvironment, type EnvironmentValue, type TaskEndpoints } from './task-environment.ts';

/** A task of one container: the image in one role. */
export interface TaskOptions {
  readonly role: ProcessRole;
  readonly size: { readonly cpuUnits: number; readonly memoryMiB: number };
  /** Heap limit of all its processes together; null: Node's default. */
  readonly heapMiB: number | null;
  readonly image: ecs.ContainerImage;
  readonly logGroup: logs.ILogGroup;
  readonly endpoints: TaskEndpoints;
}

/** Default: 1 MiB, a second of a busy task. */
const logBufferMiB = 25;
/** The user `node` of the image; numeric, so that ECS does not resolve the name. */
const containerUser = '1000';
/** The path of the program in infra/Dockerfile. */
const programPath = '/app/rostrum.mjs';

export function createTask(
  scope: Construct,
  id: string,
  contract: Contract,
  options: TaskOptions,
): ecs.FargateTaskDefinition {
  const { container } = contract.deployment;
  const { role, size, heapMiB, image, logGroup, endpoints } = options;
  const { cpuUnits: cpu, memoryMiB: memoryLimitMiB } = size;
  const linuxParameters = new ecs.LinuxParameters(scope, `${id}Linux`, { initProcessEnabled: true });
  linuxParameters.dropCapabilities(ecs.Capability.ALL);
  const task = new ecs.FargateTaskDefinition(scope, id, {
    // The default is the construct path, which deployments in one account share.
    family: resourceName(contract, role),
    cpu,
    memoryLimitMiB,
    runtimePlatform: {
      operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
      cpuArchitecture:
        container.architecture === 'arm64' ? ecs.CpuArchitecture.ARM64 : ecs.CpuArchitecture.X86_64,
    },
  });
  const values = Object.entries(createTaskEnvironment(contract, role, Stack.of(scope).region, endpoints));
  const containerDefinition = task.addContainer('rostrum', {
    image,
    user: containerUser,
    command: createCommand(contract, role, heapMiB),
    // The agent of `aws ecs execute-command` writes files.
    readonlyRootFilesystem: !contract.deployment.account.allowExec,
    stopTimeout: Duration.millis(contract.process.stopMs),
    environment: Object.fromEntries(values.flatMap(([name, value]) => plainEntries(name, value))),
    secrets: Object.fromEntries(values.flatMap(([name, value]) => secretEntries(task, name, value))),
    logging: ecs.LogDrivers.awsLogs({
      streamPrefix: role,
      logGroup,
      // A full buffer drops lines, so it is large; blocking would stop the program instead.
      mode: ecs.AwsLogDriverMode.NON_BLOCKING,
      maxBufferSize: Size.mebibytes(logBufferMiB),
    }),
    linuxParameters,
    ...(role === 'migrate' ? {} : { healthCheck: createHealthCheck(contract, role) }),
  });
  const { openFilesMax } = container;
  containerDefinition.addUlimits({
    name: ecs.UlimitName.NOFILE,
    softLimit: openFilesMax,
    hardLimit: openFilesMax,
  });
  if (servesHttp(role)) containerDefinition.addPortMappings({ containerPort: contract.http.port });
  Validations.of(task).acknowledge({
    id: 'AwsSolutions-ECS2',
    reason: 'Secrets come from Secrets Manager. Plain values are names, ports and the hash of the contract.',
  });
  return task;
}

const servesHttp = (role: ProcessRole): boolean => role === 'web' || role === 'all';

/** Exec form, with the heap limit of one web process, which forked processes inherit. */
function createCommand(contract: Contract, role: ProcessRole, heapMiB: number | null): string[] {
  const processes = servesHttp(role) ? (createFactLookup(contract)('node.processesPerTask') ?? 1) : 1;
  const heap = heapMiB === null ? [] : [`--max-old-space-size=${Math.floor(heapMiB / processes)}`];
  return ['node', '--enable-source-maps', ...heap, programPath];
}

/** Uses Node, because the image has no curl and no shell is needed. A refused connection also exits with 1. */
function createHealthCheck({ deployment, http }: Contract, role: ProcessRole): ecs.HealthCheck {
  const { container } = deployment;
  const { intervalMs, timeoutMs, unhealthyThreshold }: HealthCheckSettings = container.health;
  const port = servesHttp(role) ? http.port : http.metricsPort;
  const url = `http://127.0.0.1:${port}${routes.alive.path}`;
  return {
    command: ['CMD', 'node', '-e', `fetch('${url}').then((r) => { process.exitCode = r.ok ? 0 : 1; })`],
    interval: Duration.millis(intervalMs),
    timeout: Duration.millis(timeoutMs),
    retries: unhealthyThreshold,
    startPeriod: Duration.millis(container.startMs),
  };
}

const plainEntries = (name: string, value: EnvironmentValue): [string, string][] =>
  typeof value === 'string' ? [[name, value]] : [];

function secretEntries(scope: Construct, name: string, value: EnvironmentValue): [string, ecs.Secret][] {
  if (typeof value === 'string') return [];
  if ('secret' in value) return [[name, ecs.Secret.fromSecretsManager(value.secret, value.member)]];
  const secret = Secret.fromSecretCompleteArn(scope, name, value.secretArn);
  return [[name, ecs.Secret.fromSecretsManager(secret)]];
}
