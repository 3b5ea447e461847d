import { stringify } from 'yaml';
import type { Contract } from '../../../app/contract/contract.ts';
import { databaseName, environmentOf, type ServiceRole, secretsFor } from '../environment.ts';
import { heading } from '../heading.ts';
import { seconds } from '../nginx/lines.ts';
import { defaultGateway } from '../nginx/nginx.ts';

/** Where the parts find one another. The network is ours, so that nginx finds web again after it was made anew. */
const subnet = '172.31.83.0/24';
const webAddress = '172.31.83.10';
const surroundings = { databaseHost: 'postgres', redisUrl: 'redis://redis:6379' };

/** The rendered nginx.conf that goes with the file. */
export const composeGateway = { ...defaultGateway, upstreams: [`${webAddress}:8080`] };

/** A compose.yaml of the whole service: nginx before web, workers, PostgreSQL, Redis; one migration at every start. */
export function renderCompose(contract: Contract): string {
  const file = {
    services: {
      nginx: nginx(contract),
      web: {
        ...program(contract, 'web'),
        networks: { inside: { ipv4_address: webAddress }, outside: {} },
        expose: [String(contract.http.port)],
        healthcheck: check(contract),
      },
      worker: {
        ...program(contract, 'worker'),
        networks: ['inside', 'outside'],
        healthcheck: check(contract),
      },
      migrate: { ...program(contract, 'migrate'), networks: ['inside'], restart: 'no' },
      postgres: postgres(contract),
      redis,
    },
    networks: {
      inside: { internal: true, ipam: { config: [{ subnet }] } },
      outside: {},
    },
    volumes: { postgres: {}, redis: {} },
    secrets: Object.fromEntries(
      [...new Set([...secretsFor('web'), ...secretsFor('worker')])].map((name) => [
        secretName(name),
        { file: `./secrets/${secretName(name)}` },
      ]),
    ),
  };
  const text = stringify(file, { version: '1.1', aliasDuplicateObjects: false });
  return `${heading('compose', contract.profile)}\n${text}`;
}

export const secretName = (variable: string): string => variable.toLowerCase().replaceAll('_', '-');

/** What every part has: it comes back by itself, may do little, and its log does not fill the disk. */
const careful = {
  restart: 'unless-stopped',
  security_opt: ['no-new-privileges:true'],
  logging: { driver: 'local', options: { 'max-size': '10m', 'max-file': '5' } },
};

function program(contract: Contract, role: ServiceRole) {
  const { container, web, worker } = contract.deployment;
  const { cpuUnits, memoryMiB } = role === 'web' ? web : worker;
  const secrets = secretsFor(role);
  return {
    image: 'rostrum',
    build: { context: '../..', dockerfile: 'infra/Dockerfile' },
    ...careful,
    read_only: true,
    cap_drop: ['ALL'],
    environment: {
      ...environmentOf(contract, role, surroundings),
      ...Object.fromEntries(secrets.map((name) => [`${name}_FILE`, `/run/secrets/${secretName(name)}`])),
      ...Object.fromEntries(passedOn[role].map((name) => [name, `\${${name}:-}`])),
    },
    secrets: secrets.map(secretName),
    ulimits: { nofile: { soft: container.openFilesMax, hard: container.openFilesMax } },
    stop_grace_period: seconds(contract.process.stopMs),
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

/** Keys of model providers, from the shell or an .env file of whoever starts it; without any, the panel rehearses. */
const providers = [
  'ROSTRUM_MODEL',
  'ANTHROPIC_API_KEY',
  'OPENAI_API_KEY',
  'GOOGLE_GENERATIVE_AI_API_KEY',
  'OPENAI_COMPATIBLE_URL',
  'OPENAI_COMPATIBLE_API_KEY',
];
const passedOn: Readonly<Record<ServiceRole, readonly string[]>> = {
  web: ['ROSTRUM_ORIGINS', ...providers],
  worker: providers,
  migrate: [],
};

/** How often the image's own check is made. */
function check({ deployment: { container } }: Contract) {
  const { health, startMs } = container;
  return {
    interval: seconds(health.intervalMs),
    timeout: seconds(health.timeoutMs),
    retries: health.unhealthyAnswers,
    start_period: seconds(startMs),
  };
}

function nginx(contract: Contract) {
  return {
    image: 'nginx:1.29-alpine',
    ...careful,
    read_only: true,
    tmpfs: ['/tmp'],
    command: ['nginx', '-g', 'daemon off;'],
    volumes: ['./nginx.conf:/etc/nginx/nginx.conf:ro'],
    ports: [`\${ROSTRUM_PORT:-8080}:${composeGateway.listen}`],
    networks: ['inside', 'outside'],
    ulimits: { nofile: contract.deployment.container.openFilesMax },
    // nginx ends its streams at once, and their clients come back; short requests are let through.
    stop_signal: 'SIGQUIT',
    stop_grace_period: seconds(contract.process.stopMs),
    depends_on: { web: { condition: 'service_healthy' } },
  };
}

function postgres({ deployment, database }: Contract) {
  // At the most: each process of web and worker, twice while it is replaced, the migration, and a person.
  const { web, worker } = deployment;
  const connections = 2 * database.poolMax * Math.ceil((web.cpuUnits + worker.cpuUnits) / 1024 + 1) + 10;
  return {
    image: 'postgres:17-alpine',
    ...careful,
    command: ['postgres', '-c', `max_connections=${Math.max(100, connections)}`],
    environment: {
      POSTGRES_DB: databaseName,
      POSTGRES_USER: databaseName,
      POSTGRES_PASSWORD_FILE: `/run/secrets/${secretName('DATABASE_PASSWORD')}`,
    },
    secrets: [secretName('DATABASE_PASSWORD')],
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

/** Only hints pass through it; what it keeps on disk are the counts of the rate limits. */
const redis = {
  image: 'valkey/valkey:8-alpine',
  ...careful,
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
