/* biome-ignore-all lint/suspicious/noControlCharactersInRegex: they are what a terminal reads */
import { describe, expect, test } from 'vitest';
import { ask } from '../../app/cli/ask.ts';
import { checkRecord } from '../../app/cli/check-record.ts';
import type { Command } from '../../app/cli/command.ts';
import { exportDebate } from '../../app/cli/export.ts';
import { keys } from '../../app/cli/keys.ts';
import { list } from '../../app/cli/list.ts';
import { recordLines } from '../../app/cli/record.ts';
import { show } from '../../app/cli/show.ts';
import { outputOn } from '../../app/cli/terminal.ts';
import { watch } from '../../app/cli/watch.ts';
import type { Frame } from '../../app/debate/frames.ts';
import type { DebateResource, EstimateResource, KeyResource } from '../../app/debate/resources.ts';
import { fakeTerminal, kinds, withoutOurs } from '../support/fake-terminal.ts';
import { hostile, hostileParts, madeHostile, unsafe } from '../support/hostile.ts';
import { rostrum } from '../support/rostrum.ts';
import { json, plain, problem, scriptedServer } from '../support/scripted-server.ts';
import {
  cancelledDebate,
  closedDebate,
  eventStream,
  openDebate,
  scriptOf,
  testSigner,
  type WorkedDebate,
} from '../support/worked-debate.ts';

/** The same debate as others might have written it. */
function hostileDebate({ id, events, record }: WorkedDebate): WorkedDebate {
  const { signature: _, ...said } = record;
  const signed = testSigner.sign({ ...madeHostile(said), debate: `${id}${hostile}` });
  return { id, events: events.map(madeHostile), record: signed };
}

const open = hostileDebate(openDebate());
const closed = hostileDebate(closedDebate());
const cancelled = hostileDebate(cancelledDebate());

/** While a2 speaks, another's turn ends, so that the bottom of a screen is drawn with what a2 has said. */
const delta = {
  debate: 'd1',
  type: 'turn.delta',
  data: { turn: 'r0.propose.a2', attempt: 1, offset: 0, text: `So far ${hostile} so good` },
} as const;
const frames: readonly Frame[] = open.events.flatMap((event): Frame[] =>
  event.type === 'turn.completed' && event.data.turn === 'r0.propose.a1' ? [delta, event] : [event],
);

const resource: DebateResource = {
  ...{ id: 'd4', question: 'Why?', preset: 'standard', status: 'running', phase: 'critique', round: 1 },
  ...{ models: ['rehearsal'], agreement: null, answer: null, costUsd: 0, seq: 9 },
  createdAt: '2026-01-01T10:20:30.000Z',
  updatedAt: '2026-01-01T10:20:40.000Z',
};
const running = { ...madeHostile(resource), phase: `critique${hostile}` };
const page = madeHostile({ debates: [resource], next: 'more' });
const key: KeyResource = {
  ...{ id: 'k1', tenant: 'own', name: 'Ada', scopes: ['read'], createdAt: '2026-01-01T10:20:30.000Z' },
  ...{ expiresAt: null, revokedAt: null, lastUsedAt: null },
};
const course = {
  turns: { propose: 3, critique: 6, revise: 6, decide: 1, total: 16 },
  ...{ inputTokens: 1, outputTokens: 1, tokens: 2, usd: 0 },
};
const estimate: EstimateResource = madeHostile({
  ...{ preset: 'standard', panel: open.record.panel, judge: null, rounds: 2, unpriced: ['some:model'] },
  ...{ least: course, usual: course, most: course, counted: ['By its characters.'] },
  budget: { usd: null, tokens: null, firstRound: { usd: 0, tokens: 1 }, suffices: true },
});

/** JSON as a server may send it: what it need not escape is there as it is. */
const recordJson = `${JSON.stringify(closed.record, null, 2)}\n`;
const logJson = closed.events.map((event) => `${JSON.stringify(event)}\n`).join('');
const report = `# Report\n${hostile.replace(/\p{Cs}/gu, '')} end\n`;
const exports = { md: report, html: report, json: recordJson, jsonl: logJson };

const serve = (file = '') =>
  scriptedServer({
    ...scriptOf(open),
    ...scriptOf(closed),
    ...scriptOf(cancelled),
    'POST /api/v1/debates': json(202, { id: 'd1', url: '' }),
    'POST /api/v1/estimates': json(200, estimate),
    'GET /api/v1/debates/d1/events': eventStream(frames),
    'GET /api/v1/debates': json(200, page),
    'GET /api/v1/debates/d4': json(200, running),
    'GET /api/v1/debates/d4/record': json(202, running),
    'GET /api/v1/debates/d2/export': plain(200, file),
    'GET /api/v1/keys': json(200, madeHostile({ keys: [key] })),
    'POST /api/v1/keys': json(201, madeHostile({ ...key, key: 'rk_secret' })),
  });

/** Runs a command in this process; what it has written, to the letter. */
async function run(command: Command, args: readonly string[], kind: (typeof kinds)[number], file = '') {
  await using server = await serve(file);
  const { terminal, stdout, stderr } = fakeTerminal(server.url, kind);
  await command.run(args, terminal);
  return { stdout: stdout.output(), stderr: stderr.output() };
}

const colour = /\x1b\[[\d;]*m/;

/** What of an output could take over the terminal. Without colours, none may be there. */
const foundIn = (output: string, kind: (typeof kinds)[number]): RegExpExecArray | null => {
  if (kind === 'a pipe') return unsafe.exec(output);
  return (kind === 'a terminal' && colour.exec(output)) || unsafe.exec(withoutOurs(output));
};

describe.each(kinds)('what others wrote cannot steer %s', (kind) => {
  test.each<readonly [string, Command, readonly string[], string | RegExp]>([
    ['show of an open question', show, ['d1'], 'Split the payments part first.'],
    ['show of a closed question', show, ['d2'], /3 {2}yes +← decided/],
    ['show without a decision', show, ['d3'], 'Cancelled by a person'],
    ['show while it runs', show, ['d4'], 'not measured yet'],
    ['watch', watch, ['d1'], 'Prose of r0.propose.a1'],
    ['watch of a closed question', watch, ['d2', '--plain'], 'Option: yes'],
    ['ask', ask, ['Why?'], 'Prose of r0.propose.a1'],
    ['ask --final-only', ask, ['Why?', '--final-only'], 'Throughput fell by 40 %'],
    ['ask --estimate', ask, ['Why?', '--estimate'], 'some:model'],
    ['list', list, [], 'Why?'],
    ['keys list', keys, ['list'], 'Ada'],
    ['keys create', keys, ['create', 'Ada'], 'rk_secret'],
  ])('%s', async (_, command, args, shown) => {
    const { stdout, stderr } = await run(command, args, kind);
    expect(stdout).toMatch(shown);
    expect(foundIn(stdout, kind)).toBeNull();
    expect(foundIn(stderr, kind)).toBeNull();
  });
});

test('options that look alike once they are cleaned keep their votes', async () => {
  const record = { ...closed.record, votes: { yes: 1, 'yes\u200f': 2 }, choice: 'yes\u200f' };
  const { terminal, stdout } = fakeTerminal('', 'a pipe');
  const out = outputOn(terminal, 'stdout', true);
  out.lines(recordLines(record, 80, out.style));
  expect(stdout.output()).toContain('  2  yes  ← decided\n  1  yes\n');
});

test('at the bottom of the screen, too', async () => {
  expect((await run(watch, ['d1'], 'a terminal')).stdout).toMatch(/Bela .* speaks .* So far so good/);
});

describe('files', () => {
  const formats = ['md', 'html', 'json', 'jsonl'] as const;

  test.each(formats)('export of %s: a pipe gets them to the letter', async (format) => {
    const { stdout } = await run(exportDebate, ['d2', '--format', format], 'a pipe', exports[format]);
    expect(stdout).toBe(exports[format]);
  });

  test.each(formats)('export of %s: a terminal gets nothing that steers it', async (format) => {
    const { stdout } = await run(exportDebate, ['d2', '--format', format], 'a terminal', exports[format]);
    expect(stdout.length).toBeGreaterThan(10);
    expect(foundIn(stdout, 'a terminal')).toBeNull();
  });

  test('the record in a pipe verifies, and on a terminal it is the same JSON', async () => {
    const args = ['d2', '--format', 'json'];
    const piped = (await run(exportDebate, args, 'a pipe', recordJson)).stdout;
    const checks = checkRecord({ record: piped, events: null, keyId: null });
    expect(checks.find(({ about }) => about === 'signature')?.verdict).toBe('holds');
    const seen = (await run(exportDebate, args, 'a terminal', recordJson)).stdout;
    expect(JSON.parse(seen)).toEqual(JSON.parse(recordJson));
  });

  test.each<readonly [string, Command, readonly string[], unknown]>([
    ['list', list, ['--json'], page],
    ['ask', ask, ['Why?', '--json'], open.record],
    ['watch', watch, ['d2', '--json'], closed.record],
    ['ask --estimate', ask, ['Why?', '--estimate', '--json'], estimate],
    ['keys list', keys, ['list', '--json'], madeHostile({ keys: [key] })],
    ['keys create', keys, ['create', 'Ada', '--json'], madeHostile({ ...key, key: 'rk_secret' })],
  ])('--json of %s: as it is in a pipe, escaped on a terminal', async (_, command, args, value) => {
    expect((await run(command, args, 'a pipe')).stdout).toBe(`${JSON.stringify(value, null, 2)}\n`);
    const { stdout, stderr } = await run(command, args, 'a terminal');
    expect(JSON.parse(stdout)).toEqual(value);
    expect(foundIn(stdout, 'a terminal')).toBeNull();
    expect(foundIn(stderr, 'a terminal')).toBeNull();
  });
});

describe('a text that was not cleaned before it is printed', () => {
  test.each(Object.entries(hostileParts))('%s', (_, part) => {
    const { terminal, stdout } = fakeTerminal('', 'a terminal with colours');
    const { lines, style } = outputOn(terminal, 'stdout', false);
    lines([`${style.bold(`a${part}b`)} c${part}d`]);
    const [, bold = '', rest = ''] = /^\x1b\[1m(.*)\x1b\[22m (.*)\n$/s.exec(stdout.output()) ?? [];
    expect([bold, rest]).toEqual([expect.stringMatching(/^a\s*b$/), expect.stringMatching(/^c\s*d$/)]);
  });
});

describe('errors', () => {
  // A word on the command line cannot hold these.
  const said = hostile.replace(/[\0\p{Cs}]/gu, '');

  test.each<readonly [string, readonly string[], string]>([
    ['a command that there is not', [`x${said}`], 'there is no command x'],
    ['an option that there is not', ['list', `--x${said}`], 'there is no option --x'],
    ['a value that does not fit', ['list', '--status', `x${said}`], 'not x'],
    ['too many words', ['show', 'd1', `x${said}`], 'nothing more; x'],
    ['an address that is none', ['list', '--server', `x y${said}`], 'x y'],
    ['a file that is not there', ['verify', `x${said}`], 'cannot read x'],
    ['what the server says', ['show', 'd9'], 'rostrum: x'],
    ['what the server says of an option', ['ask', 'Why?', '--rounds', '9'], '--rounds: x'],
    ['a bug that quotes what came', ['doctor', '--key', 'k'], "SyntaxError: Unexpected token 'x'"],
  ])('%s', async (_, args, shown) => {
    const faults = [{ at: 'rounds', says: `x${hostile}` }];
    await using server = await scriptedServer({
      'GET /api/v1/debates/d9/record': problem(404, 'not-found', `x${hostile}`),
      'POST /api/v1/debates': problem(400, 'invalid', `x${hostile}`, { errors: faults }),
      'GET /health': json(200, { status: `x${hostile}`, version: hostile, profile: hostile, contract: 'c' }),
      'GET /api/v1/agents': json(200, { defaultModel: `x${hostile}`, why: hostile, providers: [] }),
      'GET /api/v1/signing-keys': json(200, { keys: [{ keyId: hostile }] }),
      'GET /api/v1/keys': json(200, { keys: [] }),
      'POST /api/v1/tickets': plain(200, `x${hostile}`),
    });
    const { code, stdout, stderr } = await rostrum(args, server);
    expect(code).not.toBe(0);
    expect(stderr).toContain(shown);
    expect(unsafe.exec(stdout + stderr)).toBeNull();
  });
});
