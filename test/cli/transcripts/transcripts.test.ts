import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../../app/cli/run-command-line.ts';
import { displayWidth } from '../../../app/shared/command-line/text-layout.ts';
import { createCommandTerminal, type OutputKind } from '../../support/cli/command-terminal.ts';
import { startScriptedServer } from '../../support/http/scripted-server.ts';
import { debates, reportScript } from './report-script.ts';

// What people see of a debate, kept in golden/. `npm test -- test/cli/transcripts --update` writes the files again:
// read what changes.

interface View {
  readonly name: string;
  readonly kind: OutputKind;
  readonly columns: number;
  readonly rows: number;
}

const views: readonly View[] = [
  { name: '80x24', kind: 'a terminal', columns: 80, rows: 24 },
  { name: '40x12', kind: 'a terminal', columns: 40, rows: 12 },
  { name: 'pipe', kind: 'a pipe', columns: Number.POSITIVE_INFINITY, rows: 0 },
];

/** Addresses, ids and commands stay whole, so that they can be clicked and pasted. */
const isWhole = /^\s*\S+$|^Debate \S+$|\brostrum \S+/;

const commands: Readonly<Record<string, readonly string[]>> = {
  ask: ['ask', 'Should we split the monolith?'],
  watch: ['watch', debates.open.id],
  show: ['show', debates.open.id],
  list: ['list'],
};

/** All that the command prints, as the terminal shows it in the end. */
async function transcriptOf(args: readonly string[], { kind, columns, rows }: View): Promise<string> {
  await using server = await startScriptedServer(reportScript);
  const { terminal, stdout, stderr } = createCommandTerminal(kind, { ROSTRUM_URL: server.url });
  for (const stream of [stdout, stderr]) Object.assign(stream, { columns, rows });
  const code = await runCommandLine(args, terminal);
  expect(code).toBe(0);
  const parts = [
    ['$ rostrum', ...args].join(' '),
    ...(stderr.screenText() === '' ? [] : ['--- stderr', stderr.screenText()]),
    '--- stdout',
    stdout.screenText(),
  ];
  // The port is of this run; one of another length would move the words.
  return `${parts.join('\n').replaceAll(server.url, 'http://127.0.0.1:8080')}\n`;
}

describe.each(Object.entries(commands))('%s', (name, args) => {
  test.each(views)('at $name', async (view) => {
    const transcript = await transcriptOf(args, view);
    const wide = transcript.split('\n').filter((line) => displayWidth(line) > view.columns);
    expect(wide.filter((line) => !isWhole.test(line))).toEqual([]);
    await expect(transcript).toMatchFileSnapshot(`golden/${name}-${view.name}.txt`);
  });
});
