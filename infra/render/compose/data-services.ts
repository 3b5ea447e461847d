import { databaseName } from '../../../app/contract/database-name.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { hardening, resources, secretFileName } from './common.ts';

export const postgresService = ({ deployment }: Contract) => ({
  image: 'postgres:17-alpine',
  ...hardening,
  command: ['postgres', '-c', `max_connections=${deployment.database.connectionsMax}`],
  environment: {
    POSTGRES_DB: databaseName,
    POSTGRES_USER: databaseName,
    POSTGRES_PASSWORD_FILE: `/run/secrets/${secretFileName('DATABASE_PASSWORD')}`,
  },
  secrets: [secretFileName('DATABASE_PASSWORD')],
  volumes: ['postgres:/var/lib/postgresql/data'],
  networks: ['inside'],
  ...resources(1, 1024),
  shm_size: '128m',
  stop_signal: 'SIGINT',
  stop_grace_period: '60s',
  healthcheck: {
    test: ['CMD', 'pg_isready', '-U', databaseName, '-d', databaseName, '-h', '127.0.0.1'],
    interval: '5s',
    timeout: '3s',
    retries: 10,
  },
});

const redisMemoryMiB = 256;

/** It carries only notifications; on disk it keeps the counters of the rate limits. */
export const redisService = {
  image: 'valkey/valkey:8-alpine',
  ...hardening,
  command: [
    ...['valkey-server', '--appendonly', 'yes'],
    ...['--maxmemory', `${redisMemoryMiB}mb`, '--maxmemory-policy', 'noeviction'],
  ],
  volumes: ['redis:/data'],
  networks: ['inside'],
  // Twice, because rewriting the append-only file copies what changes meanwhile.
  ...resources(0.5, 2 * redisMemoryMiB),
  healthcheck: { test: ['CMD', 'valkey-cli', 'ping'], interval: '5s', timeout: '3s', retries: 10 },
};
