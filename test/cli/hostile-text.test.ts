/* biome-ignore-all lint/suspicious/noControlCharactersInRegex: they are what a terminal reads */
import { describe, expect, test } from 'vitest';
import type { CliCommand } from '../../app/cli/command.ts';
import { askCommand } from '../../app/cli/commands/ask.ts';
import { exportCommand } from '../../app/cli/commands/export.ts';
import { keysCommand } from '../../app/cli/commands/keys.ts';
import { listCommand } from '../../app/cli/commands/list.ts';
import { showCommand } from '../../app/cli/commands/show.ts';
import { watchCommand } from '../../app/cli/commands/watch.ts';
import { recordLines } from '../../app/cli/output/record.ts';
import { createOutput } from '../../app/cli/output/terminal.ts';
import { verifyRecord } from '../../app/cli/verify-record.ts';
import type { Frame } from '../../app/debate/core/frames.ts';
import type {
  DebateResponse,
  EstimateResponse,
  KeyResponse,
  ScenarioCostResponse,
} from '../../app/debate/views/responses.ts';
import {
  createCommandTerminal,
  type OutputKind,
  outputKinds,
  withoutOwnSequences,
} from '../support/cli/command-terminal.ts';
import { hostile, hostileSequences, makeHostile, unsafe } from '../support/cli/hostile-text.ts';
import { runCli } from '../support/cli/run-cli.ts';
import {
  cancelledDebate,
  closedQuestionDebate,
  openQuestionDebate,
  type SampleDebate,
  scriptFor,
  serveEventStream,
  testSigner,
} from '../support/debates/sample-debates.ts';
import {
  jsonAnswer,
  problemAnswer,
  startScriptedServer,
  textAnswer,
} from '../support/http/scripted-server.ts';

/** The same debate with the hostile text in every string. */
function hostileDebate({ id, events, record }: SampleDebate): SampleDebate {
  const { signature: _, ...unsigned } = record;
  const signed = testSigner.sign({ ...makeHostile(unsigned), debate: `${id}${hostile}` });
  return { id, events: events.map(makeHostile), record: signed };
}

const open = hostileDebate(openQuestionDebate());
const closed = hostileDebate(closedQuestionDebate());
const cancelled = hostileDebate(cancelledDebate());

/** The turn of a1 ends while a2 speaks, so that the screen is redrawn with the text of a2. */
const delta = {
  debate: 'd1',
  type: 'turn.delta',
  data: { turn: 'r0.propose.a2', attempt: 1, offset: 0, text: `So far ${hostile} so good` },
} as const;
const frames: readonly Frame[] = open.events.flatMap((event): Frame[] =>
  event.type === 'turn.completed' && event.data.turn === 'r0.propose.a1' ? [delta, event] : [event],
);

const resource: DebateResponse = {
  id: 'd4',
  question: 'Why?',
  title: null,
  preset: 'standard',
  status: 'running',
  phase: 'critique',
  round: 1,
  models: ['rehearsal'],
  agreement: null,
  answer: null,
  costUsd: 0,
  seq: 9,
  createdAt: '2026-01-01T10:20:30.000Z',
  updatedAt: '2026-01-01T10:20:40.000Z',
};
const running = { ...makeHostile(resource), phase: `critique${hostile}` };
const page = makeHostile({ debates: [resource], next: 'more' });
const key: KeyResponse = {
  id: 'k1',
  tenant: 'own',
  name: 'Ada',
  scopes: ['read'],
  createdAt: '2026-01-01T10:20:30.000Z',
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
  usdPerDay: null,
};
const scenario: ScenarioCostResponse = {
  turns: { propose: 3, critique: 6, revise: 6, decide: 1, total: 16 },
  inputTokens: 1,
  outputTokens: 1,
  tokens: 2,
  usd: 0,
};
const estimate: EstimateResponse = makeHostile({
  preset: 'standard',
  panel: open.record.panel,
  judge: open.record.judge,
  rounds: 2,
  deadlineSeconds: 1800,
  unpriced: ['some:model'],
  warnings: ['One model in all seats.'],
  minimum: scenario,
  typical: scenario,
  maximum: scenario,
  assumptions: ['By its characters.'],
  budget: { usd: null, tokens: null, firstRound: { usd: 0, tokens: 1 }, sufficient: true },
});

/** JSON as a server may send it, with nothing escaped that need not be. */
const recordJson = `${JSON.stringify(closed.record, null, 2)}\n`;
const logJson = closed.events.map((event) => `${JSON.stringify(event)}\n`).join('');
const report = `# Report\n${hostile.replace(/\p{Cs}/gu, '')} end\n`;
const exports = { md: report, html: report, json: recordJson, jsonl: logJson };

const serve = (file = '') =>
  startScriptedServer({
    ...scriptFor(open),
    ...scriptFor(closed),
    ...scriptFor(cancelled),
    'POST /api/v1/debates': jsonAnswer(202, { id: 'd1', url: '' }),
    'POST /api/v1/estimates': jsonAnswer(200, estimate),
    'GET /api/v1/debates/d1/events': serveEventStream(frames),
    'GET /api/v1/debates': jsonAnswer(200, page),
    'GET /api/v1/debates/d4': jsonAnswer(200, running),
    'GET /api/v1/debates/d4/record': jsonAnswer(202, running),
    'GET /api/v1/debates/d2/export': textAnswer(200, file),
    'GET /api/v1/keys': jsonAnswer(200, makeHostile({ keys: [key] })),
    'POST /api/v1/keys': jsonAnswer(201, makeHostile({ ...key, key: 'rk_secret' })),
  });

/** Runs a command in this process and returns its exact output. */
async function run(command: CliCommand, args: readonly string[], kind: OutputKind, file = '') {
  await using server = await serve(file);
  const { terminal, stdout, stderr } = createCommandTerminal(kind, { ROSTRUM_URL: server.url });
  await command.run(args, terminal);
  return { stdout: stdout.output(), stderr: stderr.output() };
}

const colour = /\x1b\[[\d;]*m/;

/** The first unsafe sequence in an output. Without colours, even our own colours are unsafe. */
const findUnsafe = (output: string, kind: OutputKind): RegExpExecArray | null => {
  if (kind === 'a pipe') return unsafe.exec(output);
  return (kind === 'a terminal' && colour.exec(output)) || unsafe.exec(withoutOwnSequences(output));
};

describe.each(outputKinds)('output to %s', (kind) => {
  test.each<readonly [string, CliCommand, readonly string[], string | RegExp]>([
    ['show of an open question', showCommand, ['d1'], 'Split the payments part first.'],
    ['show of a closed question', showCommand, ['d2'], /3 {2}yes +← decided/],
    ['show without a decision', showCommand, ['d3'], 'Cancelled by a person'],
    ['show while it runs', showCommand, ['d4'], 'not measured yet'],
    ['watch', watchCommand, ['d1', '--full'], 'Prose of r0.propose.a1'],
    ['watch of a closed question', watchCommand, ['d2', '--plain'], 'Option: yes'],
    ['ask', askCommand, ['Why?', '--full'], 'Prose of r0.propose.a1'],
    ['ask --final-only', askCommand, ['Why?', '--final-only'], 'Throughput fell by 40 %'],
    ['ask --estimate', askCommand, ['Why?', '--estimate'], 'some:model'],
    ['list', listCommand, [], 'Why?'],
    ['keys list', keysCommand, ['list'], 'Ada'],
    ['keys create', keysCommand, ['create', 'Ada'], 'rk_secret'],
  ])('of %s has no control characters from outside', async (_, command, args, expected) => {
    const { stdout, stderr } = await run(command, args, kind);
    expect(stdout).toMatch(expected);
    // The list separates its own columns with tabs.
    const text = command === listCommand ? stdout.replaceAll('\t', ' ') : stdout;
    expect(findUnsafe(text, kind)).toBeNull();
    expect(findUnsafe(stderr, kind)).toBeNull();
  });
});

test('options that look alike without their invisible characters keep their own votes', async () => {
  const record = { ...closed.record, votes: { yes: 1, 'yes\u200f': 2 }, choice: 'yes\u200f' };
  const { terminal, stdout } = createCommandTerminal('a pipe');
  const out = createOutput(terminal, 'stdout', true);
  out.writeLines(recordLines(record, 80, out.style));
  expect(stdout.output()).toContain('  2  yes  ← decided\n  1  yes\n');
});

test('the live text at the bottom of the screen has no control characters from outside', async () => {
  expect((await run(watchCommand, ['d1'], 'a terminal')).stdout).toMatch(
    /Bela .* speaking .* So far so good/,
  );
});

describe('exported files and JSON', () => {
  const formats = ['md', 'html', 'json', 'jsonl'] as const;

  test.each(formats)('export of %s writes the exact text to a pipe', async (format) => {
    const { stdout } = await run(exportCommand, ['d2', '--format', format], 'a pipe', exports[format]);
    expect(stdout).toBe(exports[format]);
  });

  test.each(formats)('export of %s writes no control characters to a terminal', async (format) => {
    const { stdout } = await run(exportCommand, ['d2', '--format', format], 'a terminal', exports[format]);
    expect(stdout.length).toBeGreaterThan(10);
    expect(findUnsafe(stdout, 'a terminal')).toBeNull();
  });

  test('an exported record verifies from a pipe and is equal JSON on a terminal', async () => {
    const args = ['d2', '--format', 'json'];
    const piped = (await run(exportCommand, args, 'a pipe', recordJson)).stdout;
    const results = verifyRecord({ record: piped, events: null, keyId: null });
    expect(results.find(({ subject }) => subject === 'signature')?.status).toBe('pass');
    const shown = (await run(exportCommand, args, 'a terminal', recordJson)).stdout;
    expect(JSON.parse(shown)).toEqual(JSON.parse(recordJson));
  });

  test.each<readonly [string, CliCommand, readonly string[], unknown]>([
    ['list', listCommand, ['--json'], page],
    ['ask', askCommand, ['Why?', '--json'], open.record],
    ['watch', watchCommand, ['d2', '--json'], closed.record],
    ['ask --estimate', askCommand, ['Why?', '--estimate', '--json'], estimate],
    ['keys list', keysCommand, ['list', '--json'], makeHostile({ keys: [key] })],
    ['keys create', keysCommand, ['create', 'Ada', '--json'], makeHostile({ ...key, key: 'rk_secret' })],
  ])(
    '--json of %s writes exact JSON to a pipe and escaped JSON to a terminal',
    async (_, command, args, value) => {
      expect((await run(command, args, 'a pipe')).stdout).toBe(`${JSON.stringify(value, null, 2)}\n`);
      const { stdout, stderr } = await run(command, args, 'a terminal');
      expect(JSON.parse(stdout)).toEqual(value);
      expect(findUnsafe(stdout, 'a terminal')).toBeNull();
      expect(findUnsafe(stderr, 'a terminal')).toBeNull();
    },
  );
});

describe('writing lines', () => {
  test.each(Object.entries(hostileSequences))('removes from text that is not yet clean: %s', (_, part) => {
    const { terminal, stdout } = createCommandTerminal('a terminal with colours');
    const { writeLines, style } = createOutput(terminal, 'stdout', false);
    writeLines([`${style.bold(`a${part}b`)} c${part}d`]);
    const [, bold = '', rest = ''] = /^\x1b\[1m(.*)\x1b\[22m (.*)\n$/s.exec(stdout.output()) ?? [];
    expect([bold, rest]).toEqual([expect.stringMatching(/^a\s*b$/), expect.stringMatching(/^c\s*d$/)]);
  });
});

describe('error messages', () => {
  // A command-line argument cannot hold these.
  const argument = hostile.replace(/[\0\p{Cs}]/gu, '');

  test.each<readonly [string, readonly string[], string]>([
    ['an unknown command', [`x${argument}`], 'unknown command x'],
    ['an unknown option', ['list', `--x${argument}`], 'unknown option --x'],
    ['an invalid value', ['list', '--status', `x${argument}`], 'not x'],
    ['too many arguments', ['show', 'd1', `x${argument}`], 'unexpected argument x'],
    ['an invalid address', ['list', '--server', `x y${argument}`], 'x y'],
    ['a missing file', ['verify', `x${argument}`], 'cannot read x'],
    ['an error of the server', ['show', 'd9'], 'rostrum: x'],
    ['an error of the server about an option', ['ask', 'Why?', '--rounds', '9'], '--rounds: x'],
  ])('have no control characters from outside: %s', async (_, args, expected) => {
    const errors = [{ path: 'rounds', message: `x${hostile}` }];
    await using server = await startScriptedServer({
      'GET /api/v1/debates/d9/record': problemAnswer(404, 'not-found', `x${hostile}`),
      'POST /api/v1/debates': problemAnswer(400, 'invalid', `x${hostile}`, { errors }),
      'GET /health': jsonAnswer(200, {
        status: `x${hostile}`,
        version: hostile,
        profile: hostile,
        contract: 'c',
      }),
      'GET /api/v1/agents': jsonAnswer(200, {
        defaultModel: `x${hostile}`,
        defaultReason: hostile,
        providers: [],
      }),
      'GET /api/v1/signing-keys': jsonAnswer(200, { keys: [{ keyId: hostile }] }),
      'GET /api/v1/keys': jsonAnswer(200, { keys: [] }),
      'POST /api/v1/tickets': textAnswer(200, `x${hostile}`),
    });
    const { code, stdout, stderr } = await runCli(args, server);
    expect(code).not.toBe(0);
    expect(stderr).toContain(expected);
    expect(unsafe.exec(stdout + stderr)).toBeNull();
  });
});
