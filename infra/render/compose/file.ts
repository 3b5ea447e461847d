import { stringify } from 'yaml';
import { databaseName } from '../../../app/contract/database-name.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { renderHeader } from '../header.ts';
import { defaultNginxOptions } from '../nginx/options.ts';
import { formatNginxTime } from '../nginx/syntax.ts';
import { createServiceEnvironment, requiredSecrets, type ServiceRole } from '../service-environment.ts';

/** The addresses of the services. A fixed subnet lets web keep its address when it is recreated, so nginx finds it. */
const subnet = '172.31.83.0/24';
const webAddress = '172.31.83.10';
const endpoints = { databaseHost: 'postgres', redisUrl: 'redis://redis:6379' };

/** The rendered nginx.conf that goes with the file. */
export const composeNginxOptions = { ...defaultNginxOptions, upstreams: [`${webAddress}:8080`] };

/** A compose.yaml of the whole service: nginx, web, workers, PostgreSQL, Redis; every start runs the migrations. */
export function renderCompose(contract: Contract): string {
  const file = {
    services: {
      nginx: nginxService(contract),
      web: {
        ...rostrumService(contract, 'web'),
        networks: { inside: { ipv4_address: webAddress }, outside: {} },
        expose: [String(contract.http.port)],
        healthcheck: healthcheck(contract),
      },
      worker: {
        ...rostrumService(contract, 'worker'),
        networks: ['inside', 'outside'],
        healthcheck: healthcheck(contract),
      },
      migrate: { ...rostrumService(contract, 'migrate'), networks: ['inside'], restart: 'no' },
      postgres: postgresService(contract),
      redis: redisService,
    },
    networks: {
      inside: { internal: true, ipam: { config: [{ subnet }] } },
      outside: {},
    },
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

export const secretFileName = (variable: string): string => variable.toLowerCase().replaceAll('_', '-');

/** Settings of every service: it restarts automatically, has few privileges, and limits the size of its log. */
const hardening = {
  restart: 'unless-stopped',
  security_opt: ['no-new-privileges:true'],
  logging: { driver: 'local', options: { 'max-size': '10m', 'max-file': '5' } },
};

function rostrumService(contract: Contract, role: ServiceRole) {
  const { container, web, worker } = contract.deployment;
  const { cpuUnits, memoryMiB } = role === 'web' ? web : worker;
  const secrets = requiredSecrets(role);
  return {
    image: 'rostrum',
    build: { context: '../..', dockerfile: 'infra/Dockerfile' },
    ...hardening,
    read_only: true,
    cap_drop: ['ALL'],
    environment: {
      ...createServiceEnvironment(contract, role, endpoints),
      ...Object.fromEntries(secrets.map((name) => [`${name}_FILE`, `/run/secrets/${secretFileName(name)}`])),
      ...Object.fromEntries(passedThrough[role].map((name) => [name, `\${${name}:-}`])),
    },
    secrets: secrets.map(secretFileName),
    ulimits: { nofile: { soft: container.openFilesMax, hard: container.openFilesMax } },
    stop_grace_period: formatNginxTime(contract.process.stopMs),
    deploy: { resources: { limits: { cpus: String(cpuUnits / 1024), memory: `${memoryMiB}M` } } },
    depends_on:
      role === 'migrate'
        ? { postgres: { condition: 'service_healthy' } }
        : {
            migrate: { condition: 'service_completed_successfully' },
            redis: { condition: 'service_healthy' },
          },
  };
}

/** Model provider keys, from the shell or the .env file of Compose. Without any, debates are rehearsed. */
const providerVariables = [
  'ROSTRUM_MODEL',
  'ROSTRUM_EFFORT',
  'ROSTRUM_OUTPUT_TOKENS_MAX',
  'ANTHROPIC_API_KEY',
  'OPENAI_API_KEY',
  'GOOGLE_GENERATIVE_AI_API_KEY',
  'OPENROUTER_API_KEY',
  'OPENAI_COMPATIBLE_URL',
  'OPENAI_COMPATIBLE_API_KEY',
  'OPENAI_COMPATIBLE_CALLS_MAX',
];
const passedThrough: Readonly<Record<ServiceRole, readonly string[]>> = {
  web: ['ROSTRUM_ORIGINS', ...providerVariables],
  worker: providerVariables,
  migrate: [],
};

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

function nginxService(contract: Contract) {
  return {
    image: 'nginx:1.29-alpine',
    ...hardening,
    read_only: true,
    tmpfs: ['/tmp'],
    command: ['nginx', '-g', 'daemon off;'],
    volumes: ['./nginx.conf:/etc/nginx/nginx.conf:ro'],
    ports: [`\${ROSTRUM_PORT:-8080}:${composeNginxOptions.listen}`],
    networks: ['inside', 'outside'],
    ulimits: { nofile: contract.deployment.container.openFilesMax },
    // nginx closes its streams immediately, and their clients reconnect; short requests may finish.
    stop_signal: 'SIGQUIT',
    stop_grace_period: formatNginxTime(contract.process.stopMs),
    depends_on: { web: { condition: 'service_healthy' } },
  };
}

function postgresService({ deployment, database }: Contract) {
  // The maximum: each web and worker process, twice during replacement, plus the migration and manual sessions.
  const { web, worker } = deployment;
  const connections = 2 * database.poolMax * Math.ceil((web.cpuUnits + worker.cpuUnits) / 1024 + 1) + 10;
  return {
    image: 'postgres:17-alpine',
    ...hardening,
    command: ['postgres', '-c', `max_connections=${Math.max(100, connections)}`],
    environment: {
      POSTGRES_DB: databaseName,
      POSTGRES_USER: databaseName,
      POSTGRES_PASSWORD_FILE: `/run/secrets/${secretFileName('DATABASE_PASSWORD')}`,
    },
    secrets: [secretFileName('DATABASE_PASSWORD')],
    volumes: ['postgres:/var/lib/postgresql/data'],
    networks: ['inside'],
    shm_size: '128m',
    stop_signal: 'SIGINT',
    stop_grace_period: '60s',
    healthcheck: {
      test: ['CMD', 'pg_isready', '-U', databaseName, '-d', databaseName, '-h', '127.0.0.1'],
      interval: '5s',
      timeout: '3s',
      retries: 10,
    },
  };
}

/** It carries only notifications; on disk it keeps the counters of the rate limits. */
const redisService = {
  image: 'valkey/valkey:8-alpine',
  ...hardening,
  command: [
    'valkey-server',
    '--appendonly',
    'yes',
    '--maxmemory',
    '256mb',
    '--maxmemory-policy',
    'noeviction',
  ],
  volumes: ['redis:/data'],
  networks: ['inside'],
  healthcheck: { test: ['CMD', 'valkey-cli', 'ping'], interval: '5s', timeout: '3s', retries: 10 },
};
