import type { Contract, Probe } from '../../../app/contract/contract.ts';
import type { Service } from '../../../app/contract/deployment.ts';
import { environmentOf, type ServiceRole, secretsFor } from '../environment.ts';
import { image, labelsOf, type Manifest, named } from './names.ts';

/** Database and Redis are not made here; these are the names under which the manifest expects them. */
const surroundings = { databaseHost: 'postgres', redisUrl: 'redis://redis:6379' };

export const web = (contract: Contract): Manifest =>
  deployment(contract, 'web', contract.deployment.web, webProbes(contract));

/** A worker answers nobody; that it lives can be asked where its metrics are. */
export const worker = (contract: Contract): Manifest =>
  deployment(contract, 'worker', contract.deployment.worker, {
    livenessProbe: probe('/healthz', contract.probes.liveness),
  });

function deployment(contract: Contract, role: ServiceRole, size: Service, more: object): Manifest {
  return named('apps/v1', 'Deployment', `rostrum-${role}`, role, {
    // How many there are is the autoscaler's to say: a number here would undo it with every apply.
    strategy: {
      type: 'RollingUpdate',
      rollingUpdate: {
        maxUnavailable: `${100 - size.minimumPercent}%`,
        maxSurge: `${size.maximumPercent - 100}%`,
      },
    },
    minReadySeconds: contract.probes.readiness.periodMs / 1000,
    selector: { matchLabels: labelsOf(role) },
    template: podOf(contract, role, size, more),
  });
}

/** One run of the migrations, before the others start; a name of its own for each contract and image, as jobs want. */
export function migration(contract: Contract): Manifest {
  const { template } = {
    template: podOf(contract, 'migrate', contract.deployment.worker, {}),
  };
  return named('batch/v1', 'Job', 'rostrum-migrate', 'migrate', {
    backoffLimit: 3,
    ttlSecondsAfterFinished: 24 * 60 * 60,
    template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } },
  });
}

function podOf(contract: Contract, role: ServiceRole, size: Service, more: object) {
  const { process, probes } = contract;
  const beforeSeconds = role === 'web' ? probes.readiness.periodMs / 1000 : 0;
  return {
    metadata: { labels: labelsOf(role) },
    spec: {
      automountServiceAccountToken: false,
      // What preStop waits counts against it too.
      terminationGracePeriodSeconds: process.stopMs / 1000 + beforeSeconds,
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
          labelSelector: { matchLabels: labelsOf(role) },
        },
      ],
      containers: [
        {
          name: role,
          image,
          env: variables(contract, role),
          ...(role === 'migrate' ? {} : { ports: [{ name: 'http', containerPort: portOf(contract, role) }] }),
          resources: resources(size),
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          // Endpoints leave the ingress while the process still serves; it waits longer itself, after SIGTERM.
          ...(beforeSeconds > 0 ? { lifecycle: { preStop: { sleep: { seconds: beforeSeconds } } } } : {}),
          ...more,
        },
      ],
    },
  };
}

/** Secrets come from one Secret, `rostrum`, that whoever deploys makes; keys of model providers may stand there too. */
function variables(contract: Contract, role: ServiceRole) {
  const plain = Object.entries(environmentOf(contract, role, surroundings)).map(([name, value]) => ({
    name,
    value,
  }));
  const secrets = secretsFor(role).map((name) => fromSecret(name, false));
  const providers = role === 'migrate' ? [] : providerKeys.map((name) => fromSecret(name, true));
  return [...plain, ...secrets, ...providers];
}

const providerKeys = ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'];

const fromSecret = (name: string, optional: boolean) => ({
  name,
  valueFrom: { secretKeyRef: { name: 'rostrum', key: name, ...(optional ? { optional } : {}) } },
});

function resources({ cpuUnits, memoryMiB }: Service) {
  const memory = `${memoryMiB}Mi`;
  return { requests: { cpu: `${Math.round((cpuUnits * 1000) / 1024)}m`, memory }, limits: { memory } };
}

export const portOf = ({ http }: Contract, role: ServiceRole): number =>
  role === 'web' ? http.port : http.metricsPort;

const webProbes = ({ probes: { liveness, readiness } }: Contract) => ({
  livenessProbe: probe('/healthz', liveness),
  readinessProbe: probe('/ready', readiness),
});

const probe = (path: string, { periodMs, timeoutMs, failures, startMs }: Probe) => ({
  httpGet: { path, port: 'http' },
  periodSeconds: periodMs / 1000,
  timeoutSeconds: timeoutMs / 1000,
  failureThreshold: failures,
  initialDelaySeconds: startMs / 1000,
});
