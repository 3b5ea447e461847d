import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedServer, startEmbeddedServer } from '../../../app/bootstrap/embedded-server.ts';
import { exitCodes } from '../../../app/cli/exit-codes.ts';
import { runCommandLine } from '../../../app/cli/run-command-line.ts';
import { createClient } from '../../../app/client/client.ts';
import { generateQuestions } from '../../../app/debate/evaluation/question-sets.ts';
import { createCommandTerminal } from '../../support/cli/command-terminal.ts';
import { runCli, startCli } from '../../support/cli/run-cli.ts';
import { jsonAnswer, startScriptedServer } from '../../support/http/scripted-server.ts';
import { databaseEnvironment } from '../../support/processes/database-environment.ts';
import { createTemporaryDirectory, type TemporaryDirectory } from '../../support/temporary-directory.ts';

const questions = generateQuestions('weekdays', 6, 1);
const toLines = (values: readonly object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');

let directory: TemporaryDirectory;
let server: EmbeddedServer;
let file: string;

beforeAll(async () => {
  directory = createTemporaryDirectory('eval');
  file = join(directory.path, 'questions.jsonl');
  writeFileSync(file, toLines(questions));
  const model = 'rehearsal?tps=2000&ttftMs=10&words=60';
  const env = { ...(await databaseEnvironment(join(directory.path, 'data'))), ROSTRUM_MODEL: model };
  server = await startEmbeddedServer({ env: { ...env, ROSTRUM_PROFILE: 'test' }, runsDebates: true });
});

afterAll(async () => {
  await server?.stop();
  directory?.remove();
});

const argsFor = (out: string, ...more: readonly string[]) => [
  ...['eval', file, '--budget-usd', '1', '--out', join(directory.path, out), '--json', ...more],
];

describe('eval', () => {
  test('killed in the middle and repeated, gives the report of a run without a kill', async () => {
    const args = argsFor('killed.jsonl', '--run', 'same', '--concurrency', '2');
    const killed = startCli(args, server);
    await killed.waitForOutput(/^1\/6 /m);
    killed.child.kill('SIGKILL');
    await killed.result;
    const path = join(directory.path, 'killed.jsonl');
    const linesBefore = readFileSync(path, 'utf8').trim().split('\n').length;
    expect(linesBefore).toBeGreaterThan(1);
    expect(linesBefore).toBeLessThan(7);
    // As a kill within the write of a line leaves it.
    appendFileSync(path, '{"type":"closed","id":"weekd');
    const repeated = await runCli(args, server);
    expect(repeated).toMatchObject({ code: exitCodes.decided });
    const { debates } = await createClient({ baseUrl: server.url }).list({ limit: 50 });
    expect(debates).toHaveLength(questions.length);
    const whole = await runCli(argsFor('whole.jsonl', '--run', 'same'), server);
    expect(JSON.parse(repeated.stdout)).toMatchObject({ asked: { questions: 6, answered: 6 }, questions: 6 });
    expect(whole.stdout).toBe(repeated.stdout);
    expect((await runCli(['eval', 'report', path, '--json'])).stdout).toBe(repeated.stdout);
  });

  test('interrupted, keeps its results and continues', async () => {
    const { terminal, stdout, stderr } = createCommandTerminal('a pipe', { ROSTRUM_URL: server.url });
    const interruption = new AbortController();
    const write = stderr.write.bind(stderr);
    stderr.write = (text) => {
      if (/^2\/6 /m.test(text)) interruption.abort();
      return write(text);
    };
    const args = argsFor('interrupted.jsonl', '--concurrency', '1');
    const code = await runCommandLine(args, { ...terminal, interrupted: interruption.signal });
    expect({ code, stdout: stdout.output() }).toEqual({ code: exitCodes.interrupted, stdout: '' });
    expect(stderr.output()).toContain('interrupted.jsonl; the same command continues.');
    const continued = await runCli(args, server);
    expect(continued).toMatchObject({ code: exitCodes.decided });
    expect(continued.stderr).toContain('interrupted.jsonl has 2 results already');
    expect(JSON.parse(continued.stdout)).toMatchObject({ asked: { answered: 6 } });
  });

  test('stops before a debate that the budget may not cover', async () => {
    await using scripted = await startScriptedServer({
      'GET /api/v1/agents': jsonAnswer(200, { limits: { panelMax: 8 } }),
      'POST /api/v1/estimates': jsonAnswer(200, {
        ...{
          typical: { usd: 0.1 },
          maximum: { usd: 1 },
          unpriced: [],
          warnings: ['All seats have one model.'],
        },
      }),
    });
    const out = join(directory.path, 'budget.jsonl');
    expect(await runCli(['eval', file, '--budget-usd', '0.5', '--out', out], scripted)).toEqual({
      code: exitCodes.failed,
      stdout: '',
      stderr:
        'Warning: All seats have one model.\n6 questions; a debate costs typically $0.10, at most $1.00\n' +
        'rostrum: stopped at the budget with 6 questions not asked: one may cost up to $1.00. ' +
        'Repeat the command with a higher --budget-usd.\n',
    });
  });

  test('refuses a results file of other questions or options, and any other file', async () => {
    const other = join(directory.path, 'other.jsonl');
    writeFileSync(other, toLines(questions.slice(1)));
    const out = join(directory.path, 'killed.jsonl');
    const refusals = await Promise.all([
      runCli(['eval', other, '--budget-usd', '1', '--out', out], server),
      runCli(argsFor('killed.jsonl', '--rounds', '1'), server),
      runCli(['eval', file, '--budget-usd', '1', '--out', file], server),
      runCli(['eval', 'report', file]),
    ]);
    expect(refusals.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    expect(refusals.map(({ stderr }) => stderr.split('\n', 1)[0])).toEqual([
      expect.stringContaining('has the results of other questions: choose another --out'),
      expect.stringContaining('has the results of other options: choose another --out'),
      expect.stringContaining('is not a results file of rostrum eval'),
      expect.stringContaining('is not a results file of rostrum eval'),
    ]);
    expect(readFileSync(file, 'utf8')).toBe(toLines(questions));
  });

  test('prints a report that fits a terminal, with what it cannot show', async () => {
    const { code, stdout } = await runCli(['eval', 'report', join(directory.path, 'killed.jsonl')]);
    expect(code).toBe(0);
    expect(stdout).toContain('Did the debates help?');
    expect(stdout).toContain('majority of blind answers');
    expect(stdout).toMatch(/Seats of rehearsal/);
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });
});

test.each([
  [['eval'], 'missing argument: a file of questions'],
  [['eval', 'none.jsonl'], 'eval needs --out RESULTS'],
  [['eval', 'none.jsonl', '--out', 'r'], 'eval needs --budget-usd USD'],
  [['eval', 'none.jsonl', '--out', 'r', '--budget-usd', '1'], 'cannot read none.jsonl: not found'],
  [['eval', 'report'], 'missing argument: a results file'],
  [['eval', 'report', 'none.jsonl'], 'cannot read none.jsonl: not found'],
  [['eval', 'questions', 'knigts'], 'knigts is not a set of questions; did you mean knights?'],
])('%j is a usage error', async (args, message) => {
  const { code, stderr } = await runCli(args);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(`rostrum: ${message}`) });
});

test('questions prints a set, a line each', async () => {
  const { code, stdout } = await runCli(['eval', 'questions', 'weekdays', '--count', '6', '--seed', '1']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: toLines(questions) });
});
