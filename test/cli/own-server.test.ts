import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startEmbeddedServer } from '../../app/bootstrap/embedded-server.ts';
import { CommandError, exitCodes } from '../../app/cli/exit-codes.ts';
import type { Terminal } from '../../app/cli/output/terminal.ts';
import { runCommandLine } from '../../app/cli/run-command-line.ts';
import { createCommandTerminal } from '../support/cli/command-terminal.ts';
import { databaseEnvironment } from '../support/processes/database-environment.ts';
import { createTemporaryDirectory, type TemporaryDirectory } from '../support/temporary-directory.ts';

/** Nothing listens there. */
const unusedUrl = 'http://127.0.0.1:1';

describe('a command without a server', () => {
  let directory: TemporaryDirectory;

  beforeAll(() => {
    directory = createTemporaryDirectory('own-server');
  });

  afterAll(() => directory?.remove());

  async function run(args: readonly string[], changes: Partial<Terminal> = {}, stdin = '') {
    let starts = 0;
    const startServer = async () => {
      starts += 1;
      throw new CommandError('the data directory is in use');
    };
    const { terminal, stdout, stderr } = createCommandTerminal('a pipe', {}, stdin);
    const exitCode = await runCommandLine(args, { ...terminal, server: unusedUrl, startServer, ...changes });
    return { exitCode, starts, stdout: stdout.output(), stderr: stderr.output() };
  }

  test('starts one of its own, asks it the question from standard input, and stops it', async () => {
    const env = {
      ...(await databaseEnvironment(directory.path)),
      ROSTRUM_MODEL: 'rehearsal?tps=5000&ttftMs=1',
    };
    const urls: string[] = [];
    const startServer = async () => {
      const server = await startEmbeddedServer({
        env: { ...env, ROSTRUM_PROFILE: 'test' },
        runsDebates: true,
      });
      urls.push(server.url);
      return server;
    };
    const args = ['ask', '-', '--rounds', '0', '--json'];
    const { exitCode, stdout, stderr } = await run(args, { startServer }, 'Shall we ship on Fridays?');
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: exitCodes.decided,
      stderr: expect.stringContaining(`No server runs at ${unusedUrl}: this command starts one of its own.`),
    });
    expect(JSON.parse(stdout)).toMatchObject({ question: 'Shall we ship on Fridays?', outcome: 'decided' });
    await expect(fetch(urls[0] ?? expect.unreachable())).rejects.toThrow('fetch failed');
  });

  test('does not create a database to read from', async () => {
    const dataDir = join(directory.path, 'none');
    const starting = startEmbeddedServer({ env: { ROSTRUM_DATA_DIR: dataDir }, runsDebates: false });
    await expect(starting).rejects.toThrow(`no debates are stored in ${dataDir}`);
    expect(existsSync(dataDir)).toBe(false);
  });

  test.each([
    { args: ['list'], use: 'read' },
    { args: ['ask', 'Why?'], use: 'run' },
  ])('$args starts one to $use debates', async ({ args, use }) => {
    const startServer = vi.fn(() => Promise.reject(new CommandError('not now')));
    await run(args, { startServer });
    expect(startServer.mock.calls).toEqual([[use]]);
  });

  test('says why none could be started', async () => {
    expect(await run(['list'])).toMatchObject({
      exitCode: exitCodes.failed,
      starts: 1,
      stderr: expect.stringContaining('the data directory is in use'),
    });
  });

  test.each([
    { reason: 'wrong arguments', args: ['ask', '--nope', 'x'], exitCode: exitCodes.usage },
    {
      reason: 'a chosen address',
      args: ['list', '--server', unusedUrl],
      exitCode: exitCodes.unreachable,
    },
    {
      reason: 'a chosen address',
      args: ['list'],
      exitCode: exitCodes.unreachable,
      changes: { isServerNamed: true },
    },
    {
      reason: 'a command that needs a running debate',
      args: ['pause', 'd1'],
      exitCode: exitCodes.unreachable,
    },
  ])('starts none with $reason: $args', async ({ args, exitCode, changes }) => {
    expect(await run(args, changes)).toMatchObject({ exitCode, starts: 0 });
  });
});
