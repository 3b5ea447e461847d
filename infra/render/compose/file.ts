import { stringify } from 'yaml';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { renderHeader } from '../header.ts';
import { formatNginxTime } from '../nginx/syntax.ts';
import {
  createServiceEnvironment,
  operatorVariables,
  requiredSecrets,
  type ServiceRole,
} from '../service-environment.ts';
import { hardening, literal, resources, secretFileName } from './common.ts';
import { postgresService, redisService } from './data-services.ts';
import { gatewayService } from './gateway-service.ts';

const endpoints = { databaseHost: 'postgres', redisUrl: 'redis://redis:6379' };

/**
 * A compose.yaml of the whole service: nginx, web, workers, PostgreSQL, Redis; every start runs the migrations.
 * `checkout` is the folder with the sources, as seen from the file.
 */
export function renderCompose(contract: Contract, checkout = '../..'): string {
  const rostrum = (role: ServiceRole) => rostrumService(contract, role, checkout);
  const file = {
    services: {
      nginx: gatewayService(contract),
      web: {
        ...rostrum('web'),
        networks: ['inside', 'outside'],
        expose: [String(contract.http.port)],
        healthcheck: healthcheck(contract),
      },
      worker: { ...rostrum('worker'), networks: ['inside', 'outside'], healthcheck: healthcheck(contract) },
      migrate: { ...rostrum('migrate'), networks: ['inside'], restart: 'no' },
      postgres: postgresService(contract),
      redis: redisService,
    },
    networks: { inside: { internal: true }, outside: {} },
    volumes: { postgres: {}, redis: {} },
    secrets: Object.fromEntries(
      [...new Set([...requiredSecrets('web'), ...requiredSecrets('worker')])].map((name) => [
        secretFileName(name),
        { file: `./secrets/${secretFileName(name)}` },
      ]),
    ),
  };
  const text = stringify(file, { version: '1.1', aliasDuplicateObjects: false });
  return `${renderHeader('compose', contract.profile)}\n${text}`;
}

function rostrumService(contract: Contract, role: ServiceRole, checkout: string) {
  const { container, web, worker } = contract.deployment;
  const { cpuUnits, memoryMiB } = role === 'web' ? web : worker;
  const secrets = requiredSecrets(role);
  const modelsFile = role === 'migrate' ? {} : modelsFileMount;
  return {
    // Of a release, or the one that is built here.
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose replaces it
    image: '${ROSTRUM_IMAGE:-rostrum}',
    build: { context: checkout, dockerfile: 'infra/Dockerfile' },
    ...hardening,
    // Without an init process, the watchdog could not kill the program: the first process of a container cannot be.
    init: true,
    read_only: true,
    cap_drop: ['ALL'],
    environment: {
      ...mapValues(createServiceEnvironment(contract, role, endpoints), literal),
      ...Object.fromEntries(secrets.map((name) => [`${name}_FILE`, `/run/secrets/${secretFileName(name)}`])),
      ...passedThrough(contract, role),
    },
    ...modelsFile,
    secrets: secrets.map(secretFileName),
    ulimits: { nofile: { soft: container.openFilesMax, hard: container.openFilesMax } },
    stop_grace_period: formatNginxTime(contract.process.stopMs),
    ...resources(cpuUnits / 1024, memoryMiB),
    depends_on:
      role === 'migrate'
        ? { postgres: { condition: 'service_healthy' } }
        : {
            migrate: { condition: 'service_completed_successfully' },
            redis: { condition: 'service_healthy' },
          },
  };
}

const modelsFile = '/etc/rostrum/models.json';
const modelsFileMount = { volumes: [`\${ROSTRUM_MODELS_FILE:-/dev/null}:${modelsFile}:ro`] };

/** What an operator sets in the shell or in the .env file of Compose, with the profile's value as the default. */
const passedThrough = (
  { deployment: { settings } }: Contract,
  role: ServiceRole,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    operatorVariables(role).map((name) => [
      name,
      name === 'ROSTRUM_MODELS_FILE'
        ? `\${${name}:+${modelsFile}}`
        : `\${${name}:-${literal(settings.values[name] ?? '')}}`,
    ]),
  );

const mapValues = (values: Readonly<Record<string, string>>, change: (value: string) => string) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));

/** Timing of the health check that the image defines. */
function healthcheck({ deployment: { container } }: Contract) {
  const { health, startMs } = container;
  return {
    interval: formatNginxTime(health.intervalMs),
    timeout: formatNginxTime(health.timeoutMs),
    retries: health.unhealthyThreshold,
    start_period: formatNginxTime(startMs),
  };
}
