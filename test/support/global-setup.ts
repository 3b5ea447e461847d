import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { startPostgres } from './processes/postgres.ts';
import { redisProgram, startRedis } from './processes/redis.ts';
import { buildTestPrograms } from './processes/test-bundle.ts';
import { compiledDir, createTemporaryDirectory } from './temporary-directory.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Servers that all test files share, each with its own database or prefix; null if not installed. */
    readonly postgresUrl: string | null;
    readonly redisUrl: string | null;
    /** The directory of embedded databases. */
    readonly databasesDir: string;
  }
}

const clusterTemplate = fileURLToPath(new URL('stores/cluster-template.ts', import.meta.url));

/** Builds the programs and starts one PostgreSQL and one Redis for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // For the workers of vitest and the processes that they start.
  process.env.NODE_COMPILE_CACHE ??= compiledDir;
  const program = redisProgram();
  const [postgres, redis] = await Promise.all([
    startPostgres(),
    program ? startRedis(program) : null,
    buildTestPrograms(),
    promisify(execFile)(process.execPath, [clusterTemplate]),
  ]);
  project.onTestsRerun(async () => {
    await buildTestPrograms();
  });
  project.provide('postgresUrl', postgres?.url ?? null);
  project.provide('redisUrl', redis?.url ?? null);
  const directory = createTemporaryDirectory('databases');
  project.provide('databasesDir', directory.path);
  return async () => {
    await postgres?.stop();
    await redis?.stop();
    directory.remove();
  };
}
