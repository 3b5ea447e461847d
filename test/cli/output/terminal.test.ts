/* biome-ignore-all lint/suspicious/noControlCharactersInRegex: they are what a terminal reads */
import { describe, expect, test } from 'vitest';
import { FakeTerminal } from '../../support/cli/fake-terminal.ts';
import { startCliOnTerminal } from '../../support/cli/run-cli.ts';
import { openQuestionDebate, scriptFor, serveEventStream } from '../../support/debates/sample-debates.ts';
import { type ScriptedAnswer, startScriptedServer } from '../../support/http/scripted-server.ts';
import { requireProgram } from '../../support/processes/require-program.ts';

const script = requireProgram(['script'], 'install util-linux');

const ctrlC = '\x03';
const open = openQuestionDebate();
const until = (type: string) =>
  open.events.slice(0, open.events.findIndex((event) => event.type === type) + 1);
const serve = (answer: ScriptedAnswer) =>
  startScriptedServer({ ...scriptFor(open), 'GET /api/v1/debates/d1/events': answer });

/** The final content of the screen. */
function renderScreen(output: string): FakeTerminal {
  const terminal = new FakeTerminal();
  terminal.columns = 80;
  terminal.write(output.replaceAll('\r\n', '\n'));
  return terminal;
}

describe.skipIf(!script)('watch on a terminal', () => {
  const on = (url: string, env: Readonly<Record<string, string>> = {}, ...args: string[]) =>
    startCliOnTerminal(script ?? '', ['watch', 'd1', ...args], { url, env });

  test('prints each turn once, then removes the footer, restores the cursor and prints the record', async () => {
    await using server = await serve(serveEventStream(open.events));
    const { code, stdout } = await on(server.url, {}, '--full').result;
    const screen = renderScreen(stdout);
    expect(code).toBe(0);
    expect(screen.screenText().split('Prose of r1.critique.a1')).toHaveLength(2);
    expect(screen.screenText()).toContain(`━━ Critique 1 ${'━'.repeat(66)}`);
    expect(screen.screenText()).not.toContain('speaking');
    expect(screen.screenText()).toMatch(/Answer\n {2}Split the payments part first\./);
    expect(screen.isCursorVisible()).toBe(true);
  });

  test('leaves the answer, dissent, agreement, cost and the next command on a screen of 24 lines', async () => {
    await using server = await serve(serveEventStream(open.events));
    const { stdout } = await on(server.url).result;
    const lines = renderScreen(stdout).screenText().trimEnd().split('\n').slice(-24);
    const firstWords = ['Answer', 'Dissent', 'Decided by', 'Agreement', 'Cost', 'Whole record'];
    const places = firstWords.map((word) => lines.findLastIndex((line) => line.startsWith(word)));
    expect(places.filter((place) => place < 0)).toEqual([]);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(lines.at(-1)).toBe('Whole record  rostrum show d1');
  });

  test('shows a line for each agent with its name, role, status, word count and last words', async () => {
    const started = open.events.slice(0, 5);
    const delta = { turn: 'r0.propose.a1', attempt: 1, offset: 0, text: 'Four words \x1b[2Jso far' };
    const live = { debate: 'd1', type: 'turn.delta', data: delta } as const;
    await using server = await serve(serveEventStream([...started, live], { stay: true }));
    const run = on(server.url);
    await run.waitForOutput(/so far/);
    run.child.stdin?.write(ctrlC);
    const { stdout } = await run.result;
    expect(stdout).toMatch(/● Ada {3}Advocate {10}speaking {5}4 words.* {2}.*Four words so far/);
    expect(stdout).toContain('◐ Bela  Sceptic           thinking     0 words');
    expect(stdout).toMatch(/Blind answers · [\d:]+ · \$0\.00 · 0 tokens/);
  });

  test('shows a lost connection in the footer', async () => {
    const refuse: ScriptedAnswer = (response) => response.writeHead(500).end();
    const script = {
      ...scriptFor(open),
      'GET /api/v1/debates/d1/events': [serveEventStream(until('turn.completed')), refuse],
    };
    await using server = await startScriptedServer(script);
    const run = on(server.url);
    await run.waitForOutput(/connection lost; reconnecting/);
    run.child.stdin?.write(ctrlC);
    await run.result;
  });

  test('removes the footer on Ctrl-C and prints how to resume', async () => {
    await using server = await serve(serveEventStream(until('turn.completed'), { stay: true }));
    const run = on(server.url);
    await run.waitForOutput(/Position: Split the payments/);
    run.child.stdin?.write(ctrlC);
    const { stdout } = await run.result;
    const screen = renderScreen(stdout);
    expect(screen.screenText()).toMatch(/To watch it again:\nrostrum watch d1 --after 6$/);
    expect(screen.screenText()).not.toContain('Blind answers ·');
    expect(screen.isCursorVisible()).toBe(true);
  });

  test.each([
    ['NO_COLOR', { NO_COLOR: '1' }, [], true],
    ['--plain', {}, ['--plain'], false],
    ['a dumb terminal', { TERM: 'dumb' }, [], false],
  ])('prints no colours with %s', async (_, env, args, redraws) => {
    await using server = await serve(serveEventStream(open.events));
    const { stdout } = await on(server.url, env, ...args).result;
    expect(stdout).not.toMatch(/\x1b\[\d+(?:;\d+)*m/);
    expect(stdout.includes('\x1b[?2026h')).toBe(redraws);
  });

  test('prints colours by default', async () => {
    await using server = await serve(serveEventStream(open.events));
    expect((await on(server.url).result).stdout).toMatch(/\x1b\[1mAnswer\x1b\[22m/);
  });
});
