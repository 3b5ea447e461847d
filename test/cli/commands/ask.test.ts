import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { AgentsResponse } from '../../../app/debate/views/agents-response.ts';
import { runCli } from '../../support/cli/run-cli.ts';
import {
  cancelledDebate,
  closedQuestionDebate,
  openQuestionDebate,
  scriptFor,
} from '../../support/debates/sample-debates.ts';
import {
  hangUp,
  jsonAnswer,
  problemAnswer,
  type ScriptedAnswer,
  type ScriptedServer,
  startScriptedServer,
} from '../../support/http/scripted-server.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';

const folder = createTemporaryDirectory('ask');
afterAll(() => folder.remove());

function file(name: string, content: string | Buffer): string {
  const path = join(folder.path, name);
  writeFileSync(path, content);
  return path;
}

const agents: AgentsResponse = {
  defaultModel: 'rehearsal',
  defaultReason: 'nothing else is configured',
  defaultPrice: null,
  providers: [],
  presets: [],
  evidenceByAddress: false,
  limits: {
    questionCharsMax: 100,
    documentsMax: 2,
    documentBytesMax: 40,
    fileBytesMax: 50,
    panelMax: 8,
    roundsMax: 4,
  },
};

const open = openQuestionDebate();
const create = 'POST /api/v1/debates';
const serve = (script: Readonly<Record<string, ScriptedAnswer | readonly ScriptedAnswer[]>> = {}) =>
  startScriptedServer({ ...scriptFor(open), 'GET /api/v1/agents': jsonAnswer(200, agents), ...script });

const sent = ({ requests }: ScriptedServer) => requests.filter(({ method }) => method === 'POST');
const sentBody = (server: ScriptedServer) => JSON.parse(sent(server)[0]?.body ?? 'null');

describe('ask', () => {
  test('prints a log with times and the record without a terminal, and exits 0 when decided', async () => {
    await using server = await serve();
    const { code, stdout, stderr } = await runCli(['ask', 'Should we split the monolith?'], server);
    expect({ code, stderr }).toEqual({ code: 0, stderr: `Debate d1\n${server.url}/debates/d1\n` });
    const order = [
      '2026-01-01T00:00:00.000Z Question: Should we split the monolith?',
      '2026-01-01T00:00:02.000Z Blind answers',
      ' Ada (Advocate) started (rehearsal?seed=1)',
      '  Prose of r0.propose.a1, with some weight.\n  · Position: Split the payments part first. (70% sure)',
      ' Bela (Sceptic) gave a reply that could not be read in attempt 1 and is retried: no',
      ' Critique 1\n',
      '  · Disagrees with Bela (Sceptic): What a2 says is not shown.',
      '  · New position: Split, but slowly. (70% sure)\n  · Changed because: E1 shows the loss.',
      ' Agreement after round 2: 67% (agreement, not correctness). No agent changed its position in the last round.',
      ' Decision\n',
      '\nAnswer\n  Split the payments part first.\n\n  1. Measure.\n  2. Cut.\n',
    ];
    const places = order.map((part) => stdout.indexOf(part));
    expect(places.filter((place) => place < 0)).toEqual([]);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(stdout).not.toMatch(/[^\P{Cc}\n]/u);
  });

  test('--json writes only the record to standard output and the progress to standard error', async () => {
    await using server = await serve();
    const { code, stdout, stderr } = await runCli(['ask', 'Why?', '--json'], server);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(open.record);
    expect(stderr).toContain('Critique 1');
  });

  test('--final-only prints only the record', async () => {
    await using server = await serve();
    const { stdout, stderr } = await runCli(['ask', 'Why?', '--final-only', '--json'], server);
    expect({ record: JSON.parse(stdout), stderr }).toEqual({ record: open.record, stderr: '' });
    const text = await runCli(['ask', 'Why?', '--final-only'], server);
    expect(text.stdout.trimStart().startsWith('Question\n')).toBe(true);
    expect(text.stderr).toBe('');
  });

  test('--detach prints the id and exits without following', async () => {
    await using server = await serve();
    expect(await runCli(['ask', 'Why?', '--detach'], server)).toEqual({
      code: 0,
      stdout: 'd1\n',
      stderr: '',
    });
    expect(server.requests.map(({ method }) => method)).toEqual(['POST']);
  });

  test('exits 1 and invents no answer when the debate has no decision', async () => {
    const cancelled = cancelledDebate('d1');
    await using server = await startScriptedServer(scriptFor(cancelled));
    const { code, stdout } = await runCli(['ask', 'Why?'], server);
    expect(code).toBe(1);
    expect(stdout).toMatch(/\nCancelled: no decision\n {2}Cancelled by a person\.\n/);
    expect(stdout).not.toContain('\nAnswer\n');
  });

  test('shows the votes and the choice of a closed question', async () => {
    await using server = await startScriptedServer(scriptFor(closedQuestionDebate('d1')));
    const { stdout } = await runCli(['ask', 'Why?', '--option', 'yes', '--option', 'no'], server);
    expect(sentBody(server)).toEqual({ question: 'Why?', options: ['yes', 'no'] });
    expect(stdout).toMatch(/\nAnswer\n {2}yes\n {2}The panel is of one mind\.\n(?:.*\n)+Votes +yes 3\n/);
  });
});

test('prints the warnings about the panel before the debate, but not with --final-only', async () => {
  const warning = 'All agents and the judge are one\x1b[2J model.';
  const created = jsonAnswer(202, { id: 'd1', url: '/api/v1/debates/d1', warnings: [warning] });
  await using server = await serve({ [create]: created });
  const expected = 'Warning: All agents and the judge are one model.\n';
  expect((await runCli(['ask', 'Why?', '--detach'], server)).stderr).toBe(expected);
  expect((await runCli(['ask', 'Why?'], server)).stderr).toContain(expected);
  expect((await runCli(['ask', 'Why?', '--final-only'], server)).stderr).toBe('');
});

describe('the request of ask', () => {
  test('contains only the given options, each in its member', async () => {
    await using server = await serve();
    await runCli(['ask', 'Why?', '--detach'], server);
    expect(sentBody(server)).toEqual({ question: 'Why?' });
    await using other = await serve();
    const seats = ['--seat', 'sceptic', '--seat', 'advocate=rehearsal?seed=2&tps=9'];
    const numbers = ['--rounds', '1', '--budget-usd', '0.5', '--budget-tokens', '9000', '--deadline', '60'];
    const models = ['--preset', 'duel', '--model', 'openai:a', '--judge', 'google:b'];
    await runCli(['ask', 'Why?', '--detach', ...seats, ...numbers, ...models], other);
    expect(sentBody(other)).toEqual({
      question: 'Why?',
      preset: 'duel',
      panel: [
        { role: 'sceptic', model: 'openai:a' },
        { role: 'advocate', model: 'rehearsal?seed=2&tps=9' },
      ],
      judge: { model: 'google:b' },
      rounds: 1,
      budget: { usd: 0.5, tokens: 9000 },
      deadlineSeconds: 60,
    });
  });

  test('uses --model for every seat of the preset and the judge', async () => {
    await using server = await serve();
    await runCli(['ask', 'Why?', '--detach', '--preset', 'duel', '--model', 'm'], server);
    expect(sentBody(server)).toMatchObject({
      panel: [
        { role: 'proponent', model: 'm' },
        { role: 'opponent', model: 'm' },
      ],
      judge: { model: 'm' },
    });
  });

  test('uses --effort and --output-tokens for every seat and the judge', async () => {
    await using server = await serve();
    const options = ['--preset', 'duel', '--effort', 'high', '--output-tokens', '20000'];
    await runCli(['ask', 'Why?', '--detach', ...options], server);
    const members = { effort: 'high', outputTokensMax: 20_000 };
    expect(sentBody(server)).toEqual({
      question: 'Why?',
      preset: 'duel',
      panel: [
        { role: 'proponent', ...members },
        { role: 'opponent', ...members },
      ],
      judge: members,
    });
    const { stderr } = await runCli(['ask', 'Why?', '--effort', 'huge'], server);
    expect(stderr).toContain('--effort must be one of low, medium, high, not huge');
  });

  test('takes the question from standard input', async () => {
    await using server = await serve();
    await runCli(['ask', '--detach'], { ...server, stdin: '  Why\nnot?\n' });
    await runCli(['ask', '-', '--detach'], { ...server, stdin: 'And why?' });
    expect(sent(server).map(({ body }) => JSON.parse(body).question)).toEqual(['Why\nnot?', 'And why?']);
  });

  test('contains evidence with its name and media type, standard input included', async () => {
    await using server = await serve();
    const notes = file('Notes.MD', '\ufeff# Größe');
    await runCli(['ask', 'Why?', '--detach', '--evidence', notes, '--evidence', '-'], {
      ...server,
      stdin: 'piped',
    });
    expect(sentBody(server).evidence).toEqual([
      { name: 'Notes.MD', mediaType: 'text/markdown', text: '# Größe' },
      { name: 'stdin', mediaType: 'text/plain', text: 'piped' },
    ]);
  });
});

describe('evidence that ask rejects before sending anything', () => {
  test.each([
    ['missing', () => join(folder.path, 'nowhere.md'), /^rostrum: cannot read .*nowhere\.md: not found$/m],
    ['a folder', () => folder.path, /^rostrum: cannot read .*: is a folder$/m],
    [
      'too large',
      () => file('large.md', 'x'.repeat(41)),
      /large\.md has 41 bytes; a document may have at most 40$/m,
    ],
    ['binary', () => file('a.bin', Buffer.from([0x25, 0x50, 0x44, 0x46, 0xff, 0x00])), /a\.bin is not text/],
    [
      'text with zeros',
      () => file('b.txt', 'a\0b'),
      /b\.txt is not text; evidence is text, Markdown, HTML, PDF, CSV or docx$/m,
    ],
    ['empty', () => file('c.txt', ' \n'), /c\.txt is empty$/m],
  ])('%s', async (_, path, message) => {
    await using server = await serve();
    const { code, stdout, stderr } = await runCli(['ask', 'Why?', '--evidence', path()], server);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(sent(server)).toEqual([]);
  });

  test('is standard input over the size limit', async () => {
    await using server = await serve();
    const run = await runCli(['ask', 'Why?', '--evidence', '-'], { ...server, stdin: 'x'.repeat(41) });
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('standard input has 41 bytes') });
    expect(sent(server)).toEqual([]);
  });

  test('is more documents than allowed', async () => {
    await using server = await serve();
    const paths = ['1', '2', '3'].flatMap((name) => ['--evidence', file(name, name)]);
    const { code, stderr } = await runCli(['ask', 'Why?', ...paths], server);
    expect(code).toBe(2);
    expect(stderr).toContain('rostrum: a debate may have at most 2 documents, not 3\n');
  });
});

describe('retries of ask', () => {
  test('send the same idempotency key after a lost connection and to a busy server', async () => {
    const busy = problemAnswer(503, 'overloaded', 'Too much at once.', { headers: { 'retry-after': '0' } });
    const created = jsonAnswer(202, { id: 'd1', url: '/api/v1/debates/d1', warnings: [] });
    await using server = await serve({ [create]: [hangUp(), busy, created] });
    expect(await runCli(['ask', 'Why?', '--detach'], server)).toMatchObject({ code: 0, stdout: 'd1\n' });
    const keys = new Set(sent(server).map(({ headers }) => headers['idempotency-key']));
    expect(sent(server)).toHaveLength(3);
    expect([...keys]).toEqual([expect.stringMatching(/^[\w-]{20,}$/)]);
  });

  test('never share a key between two questions', async () => {
    await using server = await serve();
    await runCli(['ask', 'Why?', '--detach'], server);
    await runCli(['ask', 'Why?', '--detach'], server);
    expect(new Set(sent(server).map(({ headers }) => headers['idempotency-key'])).size).toBe(2);
  });

  test('do not happen for a rejected request, which names each invalid member once and exits 1', async () => {
    const errors = [
      { path: 'shape', message: 'must be round' },
      { path: 'question', message: 'breaks a rule' },
    ];
    await using server = await serve({
      [create]: problemAnswer(422, 'validation-failed', 'The body breaks a rule.', { errors }),
    });
    const { code, stderr } = await runCli(['ask', 'Why?', '--rounds', '9'], server);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'rostrum: The body breaks a rule.\n  shape: must be round\n',
    });
    expect(sent(server)).toHaveLength(1);
  });

  test('end with the error of a server that stays busy', async () => {
    const busy = problemAnswer(503, 'overloaded', 'Too much at once.', { headers: { 'retry-after': '0' } });
    await using server = await serve({ [create]: busy });
    expect(await runCli(['ask', 'Why?'], server)).toMatchObject({
      code: 1,
      stderr: 'rostrum: Too much at once.\n',
    });
  });
});
