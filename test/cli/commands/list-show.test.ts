import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../../app/cli/run-command-line.ts';
import type { DebateResponse } from '../../../app/debate/views/responses.ts';
import { createCommandTerminal } from '../../support/cli/command-terminal.ts';
import { runCli, startCli } from '../../support/cli/run-cli.ts';
import { openQuestionDebate, scriptFor, testSigner } from '../../support/debates/sample-debates.ts';
import { jsonAnswer, startScriptedServer } from '../../support/http/scripted-server.ts';

const resource: DebateResponse = {
  id: '01980000-0000-7000-8000-000000000001',
  question:
    'Should we split\nthe \x1b[2Jmonolith, and if so, into how many parts, and who is going to look after them all?',
  title: null,
  preset: 'standard',
  status: 'running',
  phase: 'critique',
  round: 1,
  models: ['rehearsal?seed=1'],
  agreement: 2 / 3,
  answer: null,
  costUsd: 0.01,
  seq: 9,
  createdAt: '2026-01-01T10:20:30.000Z',
  updatedAt: '2026-01-01T10:20:40.000Z',
};
const other: DebateResponse = { ...resource, id: 'd2', status: 'failed', agreement: null, question: 'Why?' };

describe('list', () => {
  const page = { debates: [resource, other], next: 'more' };

  /** What a terminal of this width shows. */
  async function listOnTerminal(columns: number, debates: readonly DebateResponse[]) {
    await using server = await startScriptedServer({
      'GET /api/v1/debates': jsonAnswer(200, { debates, next: 'more' }),
    });
    const { terminal, stdout } = createCommandTerminal('a terminal', { ROSTRUM_URL: server.url });
    stdout.columns = columns;
    expect(await runCommandLine(['list'], terminal)).toBe(0);
    return stdout.output().split('\n');
  }

  test('is a table on a terminal, with as much of the question as fits', async () => {
    const short = { ...resource, id: 'd1', title: 'The monolith' };
    expect(await listOnTerminal(80, [short, other])).toEqual([
      'ID  STARTED           STATUS   AGREEMENT  QUESTION',
      'd1  2026-01-01 10:20  running  67%        The monolith',
      'd2  2026-01-01 10:20  failed   -          Why?',
      '… and older ones',
      '',
    ]);
  });

  test('has the question on a line of its own when there is no room', async () => {
    expect(await listOnTerminal(46, [{ ...resource, id: 'd1' }])).toEqual([
      'ID  STARTED           STATUS   AGREEMENT',
      'd1  2026-01-01 10:20  running  67%',
      '  Should we split the monolith, and if so, in…',
      '… and older ones',
      '',
    ]);
  });

  test('has a line of tab-separated members for each debate in a pipe', async () => {
    await using server = await startScriptedServer({ 'GET /api/v1/debates': jsonAnswer(200, page) });
    const { code, stdout } = await runCli(['list'], server);
    expect(code).toBe(0);
    const [first = '', second = ''] = stdout.split('\n').map((line) => line.split('\t'));
    expect(first).toHaveLength(6);
    expect(second).toEqual(['d2', '2026-01-01T10:20:30.000Z', 'failed', '', '0.01', 'Why?']);
  });

  test('sends the filters, and prints the unchanged page with --json', async () => {
    await using server = await startScriptedServer({ 'GET /api/v1/debates': jsonAnswer(200, page) });
    const filters = ['--search', 'split it', '--status', 'running', '--limit', '5'];
    expect(JSON.parse((await runCli(['list', '--json', ...filters], server)).stdout)).toEqual(page);
    expect(server.requests[0]?.url).toBe('/api/v1/debates?q=split+it&status=running&limit=5');
  });

  test('exits 0 when the reader closes the pipe', async () => {
    const many = { debates: Array.from({ length: 5000 }, () => resource), next: null };
    await using server = await startScriptedServer({ 'GET /api/v1/debates': jsonAnswer(200, many) });
    const run = startCli(['list'], server);
    await run.waitForOutput(/running/);
    run.child.stdout?.destroy();
    expect(await run.result).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('show', () => {
  test('prints the record of an ended debate', async () => {
    await using server = await startScriptedServer(scriptFor(openQuestionDebate()));
    const { code, stdout } = await runCli(['show', 'd1'], server);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Question\n {2}Should we split the monolith\?\n/);
    expect(stdout).toContain('\nMinority report\n  Bela (Sceptic): Keep it whole. (own confidence 70%)\n');
    expect(stdout).toContain(`\n  npx rostrum verify RECORD.json --key ${testSigner.key.keyId}\n`);
    // Where a person reads a terminal.
    expect(stdout.slice(stdout.indexOf('\nAnswer\n')).split('\n').length).toBeLessThan(20);
  });

  test('prints the status of a running debate and how to watch it', async () => {
    await using server = await startScriptedServer({
      'GET /api/v1/debates/d1/record': jsonAnswer(202, resource),
      'GET /api/v1/debates/d1': jsonAnswer(200, { ...resource, id: 'd1' }),
    });
    const { code, stdout } = await runCli(['show', 'd1'], server);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'status     running: critique, round 1\nagreement  67% (agreement, not correctness)\n',
    );
    expect(stdout).toMatch(/Watch it with: rostrum watch d1\n$/);
  });

  test('prints the record as JSON with --json', async () => {
    const debate = openQuestionDebate();
    await using server = await startScriptedServer(scriptFor(debate));
    expect(JSON.parse((await runCli(['show', 'd1', '--json'], server)).stdout)).toEqual(debate.record);
  });
});
