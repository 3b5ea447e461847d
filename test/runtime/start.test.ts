import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, inject, it } from 'vitest';
import { pepper } from '../support/http/api-keys.ts';
import { createDatabase } from '../support/processes/postgres.ts';
import { killPrograms, spawnProgram, startProgram } from '../support/processes/program.ts';
import { createTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const directory = createTemporaryDirectory('start');
const env = { ROSTRUM_DATA_DIR: join(directory.path, 'data') };

afterEach(killPrograms);
afterAll(directory.remove);

/** Runs the program to its end. */
async function run(variables: Readonly<Record<string, string>>) {
  const { exited, output } = spawnProgram({ ...env, ...variables });
  const code = await exited;
  return { code, output: output() };
}

/** A refusal to start is one message for a person: exit code 1, and no stack trace. */
function expectRefusal(
  { code, output }: Awaited<ReturnType<typeof run>>,
  ...expected: readonly string[]
): void {
  expect(code).toBe(1);
  for (const text of expected) expect(output).toContain(text);
  expect(output).not.toMatch(/^\s+at /m);
}

describe('a program that cannot start', () => {
  it('reports all problems of the environment at once', async () => {
    const result = await run({
      PORT: 'http',
      ROSTRUM_PROFILE: 'prod',
      ROSTRUM_ROLE: 'boss',
      DATABASE_URL: 'mysql://localhost/db',
      METRICS_ENABLED: 'perhaps',
      METRICS_PORT: 'http',
      ROSTRUM_EMF: '1',
    });
    const problems = [
      'PORT=http',
      'ROSTRUM_PROFILE: prod is not a profile; did you mean production?',
      'ROSTRUM_ROLE=boss',
      'DATABASE_URL',
      'METRICS_ENABLED=perhaps',
      'METRICS_PORT=http',
      'ROSTRUM_EMF=1',
    ];
    expectRefusal(result, ...problems);
    expect(result.output, 'a URL may hold a password').not.toContain('mysql://');
  });

  it('refuses an address that others can reach without keys, and lists everything that is missing', async () => {
    const result = await run({ HOST: '0.0.0.0', ROSTRUM_MODEL: 'antropic:some-model' });
    const missing = [
      'ROSTRUM_KEY_PEPPER',
      'ROSTRUM_ADMIN_KEY',
      'ROSTRUM_MODEL=antropic:some-model: unknown provider "antropic"',
    ];
    expectRefusal(result, 'HOST=0.0.0.0', ...missing);
    const keyless = { HOST: '0.0.0.0', ROSTRUM_KEY_PEPPER: pepper };
    expectRefusal(await run(keyless), 'a new database has none. Set ROSTRUM_ADMIN_KEY', 'openssl rand');
    expect(existsSync(env.ROSTRUM_DATA_DIR), 'no database is created').toBe(false);
  });

  it('refuses a single role on the embedded database', async () => {
    expectRefusal(await run({ ROSTRUM_ROLE: 'worker' }), 'DATABASE_URL');
  });

  it('refuses a model that is not available', async () => {
    expectRefusal(await run({ ROSTRUM_MODEL: 'anthropic:some-model' }), 'ANTHROPIC_API_KEY');
  });

  it('names the invalid member of a models file', async () => {
    const file = join(directory.path, 'models.json');
    writeFileSync(file, '{"anthropic": 7}');
    expectRefusal(await run({ ROSTRUM_MODELS_FILE: file }), 'anthropic');
    expectRefusal(await run({ ROSTRUM_MODELS_FILE: join(directory.path, 'none.json') }), 'cannot be read');
    expect(existsSync(env.ROSTRUM_DATA_DIR), 'no database is created').toBe(false);
  });

  it('reports a port that is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address ? `${address.port}` : '';
    expectRefusal(await run({ PORT: port }), `Port ${port}`, 'PORT');
    taken.close();
  });

  it('reports a file for the process id that cannot be written', async () => {
    const file = join(directory.path, 'none', 'pid');
    expectRefusal(await run({ ROSTRUM_PID_FILE: file }), `ROSTRUM_PID_FILE=${file}`, 'Fix');
  });

  it('refuses a data directory that another process uses, which keeps running', async () => {
    const first = await startProgram(env);
    expectRefusal(await run({}), 'ROSTRUM_DATA_DIR', `${first.child.pid}`);
    expect((await fetch(`${first.url}/healthz`)).status).toBe(200);
    expect(await first.stop()).toBe(0);
  });
});

describe('a program that starts', () => {
  it('prints its address, the default model, the data directory and who can reach it', async () => {
    const pidFile = join(directory.path, 'pid');
    const program = await startProgram({ ...env, ROSTRUM_MODLE: 'x', ROSTRUM_PID_FILE: pidFile });
    await expect.poll(program.output).toContain('loopback');
    for (const text of [
      'ROSTRUM_MODLE is not a variable of this program; did you mean ROSTRUM_MODEL?',
      program.url.replace('127.0.0.1', 'localhost'),
      'profile',
      env.ROSTRUM_DATA_DIR,
      'rehearsal',
    ])
      expect(program.output()).toContain(text);
    expect(readFileSync(pidFile, 'utf8')).toBe(`${program.child.pid}\n`);
    expect(await program.stop()).toBe(0);
    expect(existsSync(pidFile)).toBe(false);
  });

  const { postgresUrl, redisUrl } = { postgresUrl: inject('postgresUrl'), redisUrl: inject('redisUrl') };

  it.skipIf(postgresUrl === null || redisUrl === null)('prints this once for several processes', async () => {
    const program = await startProgram({
      DATABASE_URL: await createDatabase(postgresUrl ?? ''),
      REDIS_URL: redisUrl ?? '',
      WORKERS: '2',
      LOG_LEVEL: 'info',
    });
    await until(() => program.output().split('process ready').length > 2, 'two processes', {
      last: () => program.output(),
      timeoutMs: 60_000,
    });
    expect(program.output().match(/Rostrum is ready/g)).toHaveLength(1);
    for (const text of ['workers  2 processes', 'PostgreSQL at', 'rehearsal', 'loopback'])
      expect(program.output()).toContain(text);
    expect(await program.stop()).toBe(0);
  });
});
