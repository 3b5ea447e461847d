import type { Contract } from '../../../app/contract/types/contract.ts';
import type { ServiceSettings } from '../../../app/contract/types/deployment.ts';
import type { ProbeSettings } from '../../../app/contract/types/process.ts';
import {
  createServiceEnvironment,
  isSecretVariable,
  operatorVariables,
  requiredSecrets,
  type ServiceRole,
} from '../service-environment.ts';
import { createObject, imageName, type Manifest, roleLabels } from './metadata.ts';

/** The manifest does not create the database and Redis; it expects them at these names. */
const endpoints = { databaseHost: 'postgres', redisUrl: 'redis://redis:6379' };

export const webDeployment = (contract: Contract): Manifest =>
  createDeployment(contract, 'web', contract.deployment.web, webProbes(contract));

/** A worker serves no requests. Its liveness probe uses the metrics port. */
export const workerDeployment = (contract: Contract): Manifest =>
  createDeployment(contract, 'worker', contract.deployment.worker, {
    livenessProbe: probe('/healthz', contract.probes.liveness),
  });

function createDeployment(
  contract: Contract,
  role: ServiceRole,
  size: ServiceSettings,
  containerProps: object,
): Manifest {
  return createObject('apps/v1', 'Deployment', `rostrum-${role}`, role, {
    // No `replicas`: every apply would override the autoscaler.
    strategy: {
      type: 'RollingUpdate',
      rollingUpdate: {
        maxUnavailable: `${100 - size.minimumPercent}%`,
        maxSurge: `${size.maximumPercent - 100}%`,
      },
    },
    minReadySeconds: contract.probes.readiness.periodMs / 1000,
    selector: { matchLabels: roleLabels(role) },
    template: podTemplate(contract, role, size, containerProps),
  });
}

/** Runs the migrations once. */
export function migrationJob(contract: Contract): Manifest {
  const { template } = {
    template: podTemplate(contract, 'migrate', contract.deployment.worker, {}),
  };
  return createObject('batch/v1', 'Job', 'rostrum-migrate', 'migrate', {
    backoffLimit: 3,
    ttlSecondsAfterFinished: 24 * 60 * 60,
    template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } },
  });
}

function podTemplate(contract: Contract, role: ServiceRole, size: ServiceSettings, containerProps: object) {
  const { process, probes } = contract;
  const preStopSeconds = role === 'web' ? probes.readiness.periodMs / 1000 : 0;
  return {
    metadata: { labels: roleLabels(role) },
    spec: {
      automountServiceAccountToken: false,
      // The first process is then that of the pod: the program as the first could not be killed by its watchdog.
      shareProcessNamespace: true,
      // The grace period includes the time that preStop takes.
      terminationGracePeriodSeconds: process.stopMs / 1000 + preStopSeconds,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        runAsGroup: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'topology.kubernetes.io/zone',
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector: { matchLabels: roleLabels(role) },
        },
      ],
      containers: [
        {
          name: role,
          image: imageName,
          env: environmentVariables(contract, role),
          ...(role === 'migrate'
            ? {}
            : { envFrom: [{ configMapRef: { name: settingsName, optional: true } }] }),
          ...(role === 'migrate'
            ? {}
            : { ports: [{ name: 'http', containerPort: containerPort(contract, role) }] }),
          resources: resourceLimits(size),
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          // The pod still serves while the ingress removes its endpoint. SIGTERM, and the drain, follow.
          ...(preStopSeconds > 0 ? { lifecycle: { preStop: { sleep: { seconds: preStopSeconds } } } } : {}),
          ...containerProps,
        },
      ],
    },
  };
}

/** Secrets come from one Secret, `rostrum`, which the operator creates; with the keys of model providers, if any. */
function environmentVariables(contract: Contract, role: ServiceRole) {
  const plain = Object.entries(createServiceEnvironment(contract, role, endpoints)).map(([name, value]) => ({
    name,
    value,
  }));
  const secrets = requiredSecrets(role).map((name) => fromSecret(name, false));
  const set = Object.entries(contract.deployment.settings.values).filter(([name]) =>
    operatorVariables(role).includes(name),
  );
  const optional = operatorVariables(role)
    .filter(isSecretVariable)
    .map((name) => fromSecret(name, true));
  return [...plain, ...set.map(([name, value]) => ({ name, value })), ...secrets, ...optional];
}

/** Models, origins and other settings that are not secret. Values of the profile win. */
export const settingsName = 'rostrum-settings';

const fromSecret = (name: string, optional: boolean) => ({
  name,
  valueFrom: { secretKeyRef: { name: 'rostrum', key: name, ...(optional ? { optional } : {}) } },
});

function resourceLimits({ cpuUnits, memoryMiB }: ServiceSettings) {
  const memory = `${memoryMiB}Mi`;
  return { requests: { cpu: `${Math.round((cpuUnits * 1000) / 1024)}m`, memory }, limits: { memory } };
}

export const containerPort = ({ http }: Contract, role: ServiceRole): number =>
  role === 'web' ? http.port : http.metricsPort;

const webProbes = ({ probes: { liveness, readiness } }: Contract) => ({
  livenessProbe: probe('/healthz', liveness),
  readinessProbe: probe('/ready', readiness),
});

const probe = (path: string, { periodMs, timeoutMs, failures, startMs }: ProbeSettings) => ({
  httpGet: { path, port: 'http' },
  periodSeconds: periodMs / 1000,
  timeoutSeconds: timeoutMs / 1000,
  failureThreshold: failures,
  initialDelaySeconds: startMs / 1000,
});
