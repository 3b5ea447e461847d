import { expect, test } from 'vitest';
import { runCommandLine } from '../../app/cli/run-command-line.ts';
import { createCommandTerminal } from '../support/cli/command-terminal.ts';
import { openQuestionDebate, scriptFor } from '../support/debates/sample-debates.ts';
import { jsonAnswer, startScriptedServer } from '../support/http/scripted-server.ts';

const debate = openQuestionDebate();

const listed = {
  id: 'd1',
  question: 'Why?',
  title: null,
  status: 'decided',
  agreement: 2 / 3,
  createdAt: '2026-01-31T23:20:30.000Z',
  costUsd: 1234.5,
};

async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  kind: 'a pipe' | 'a terminal',
) {
  await using server = await startScriptedServer({
    ...scriptFor(debate),
    'GET /api/v1/debates': jsonAnswer(200, { debates: [listed], next: null }),
  });
  const { terminal, stdout } = createCommandTerminal(kind, { ROSTRUM_URL: server.url, ...env });
  expect(await runCommandLine(args, terminal)).toBe(0);
  return stdout.output();
}

test.each([
  [{}, 'd1  2026-01-31 23:20  decided  67% '],
  [{ LANG: 'C.UTF-8' }, 'd1  2026-01-31 23:20  decided  67% '],
  [{ LC_ALL: 'POSIX', LANG: 'de_DE.UTF-8' }, 'd1  2026-01-31 23:20  decided  67% '],
  [{ LANG: 'not a language' }, 'd1  2026-01-31 23:20  decided  67% '],
  [{ LANG: 'de_DE.UTF-8@euro' }, 'd1  31.01.2026, 23:20  decided  67\u00a0% '],
  [{ LANG: 'de_DE.UTF-8', LC_NUMERIC: 'C' }, 'd1  31.01.2026, 23:20  decided  67% '],
  [{ LANG: 'C', LC_TIME: 'ja_JP.UTF-8' }, 'd1  2026/01/31 23:20  decided  67% '],
  [{ LC_ALL: 'ja_JP.UTF-8', TZ: 'Asia/Tokyo' }, 'd1  2026/02/01 08:20  decided  67% '],
  [{ LANG: 'en_US.UTF-8', TZ: 'America/New_York' }, 'd1  01/31/2026, 06:20 PM  decided  67% '],
  [{ LANG: 'de_DE.UTF-8', TZ: ':UTC' }, /^d1 {2}\d\d\.\d\d\.2026, \d\d:20 {2}decided/m],
])('a list follows the locale: %j', async (env, row) => {
  expect(await run(['list'], env, 'a terminal')).toMatch(row);
});

test('a record follows the locale, and keeps numbers and their signs together', async () => {
  const german = await run(['show', debate.id, '--plain'], { LANG: 'de_DE.UTF-8' }, 'a terminal');
  expect(german).toContain('67\u00a0% (agreement, not correctness)');
  expect(german).toMatch(/0,0\d{3}\u00a0\$ for 255 tokens; the debate added 0,0\d{3}\u00a0\$/);
  const japanese = await run(['show', debate.id, '--plain'], { LANG: 'ja_JP.UTF-8' }, 'a terminal');
  expect(japanese).toContain('67% (agreement, not correctness)');
  expect(japanese).toMatch(/\$0\.0\d{3} for 255 tokens/);
});

test('what programs read is the same in every locale', async () => {
  for (const args of [['list'], ['list', '--json'], ['show', debate.id, '--json']]) {
    const neutral = await run(args, {}, 'a pipe');
    expect(await run(args, { LC_ALL: 'de_DE.UTF-8', TZ: 'Asia/Tokyo' }, 'a pipe')).toBe(neutral);
  }
});
