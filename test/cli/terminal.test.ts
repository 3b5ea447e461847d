/* biome-ignore-all lint/suspicious/noControlCharactersInRegex: they are what a terminal reads */
import { describe, expect, test } from 'vitest';
import { need } from '../support/need.ts';
import { startOnTerminal } from '../support/rostrum.ts';
import { type Answer, scriptedServer } from '../support/scripted-server.ts';
import { TinyTerminal } from '../support/tiny-terminal.ts';
import { eventStream, openDebate, scriptOf } from '../support/worked-debate.ts';

const script = need(['script'], 'install util-linux');

const ctrlC = '\x03';
const open = openDebate();
const until = (type: string) =>
  open.events.slice(0, open.events.findIndex((event) => event.type === type) + 1);
const serve = (answer: Answer) =>
  scriptedServer({ ...scriptOf(open), 'GET /api/v1/debates/d1/events': answer });

/** What a person sees in the end. */
function screenOf(output: string): TinyTerminal {
  const terminal = new TinyTerminal();
  terminal.columns = 80;
  terminal.write(output.replaceAll('\r\n', '\n'));
  return terminal;
}

describe.skipIf(!script)('on a terminal', () => {
  const on = (url: string, env: Readonly<Record<string, string>> = {}, ...args: string[]) =>
    startOnTerminal(script ?? '', ['watch', 'd1', ...args], { url, env });

  test('turns are printed once; in the end the strip is gone, the cursor back, and the record below', async () => {
    await using server = await serve(eventStream(open.events));
    const { code, stdout } = await on(server.url).ended;
    const seen = screenOf(stdout);
    expect(code).toBe(0);
    expect(seen.text().split('Prose of r1.critique.a1')).toHaveLength(2);
    expect(seen.text()).toContain(`━━ Critique 1 ${'━'.repeat(66)}`);
    expect(seen.text()).not.toContain('speaks');
    expect(seen.text()).toMatch(/Answer\n {2}Split the payments part first\./);
    expect(seen.cursorShown()).toBe(true);
  });

  test('while agents speak, each has a line: name, role, status, words so far and the last of them', async () => {
    const started = open.events.slice(0, 5);
    const delta = { turn: 'r0.propose.a1', attempt: 1, offset: 0, text: 'Four words \x1b[2Jso far' };
    const live = { debate: 'd1', type: 'turn.delta', data: delta } as const;
    await using server = await serve(eventStream([...started, live], { stay: true }));
    const run = on(server.url);
    await run.until(/so far/);
    run.child.stdin?.write(ctrlC);
    const { stdout } = await run.ended;
    expect(stdout).toMatch(/● Ada {3}Advocate {10}speaks {7}4 words.* {2}.*Four words so far/);
    expect(stdout).toContain('◐ Bela  Sceptic           thinks       0 words');
    expect(stdout).toMatch(/Blind answers · [\d:]+ · \$0\.00 · 0 tokens/);
  });

  test('a broken connection shows at the bottom', async () => {
    const refuse: Answer = (response) => response.writeHead(500).end();
    const script = {
      ...scriptOf(open),
      'GET /api/v1/debates/d1/events': [eventStream(until('turn.completed')), refuse],
    };
    await using server = await scriptedServer(script);
    const run = on(server.url);
    await run.until(/the connection broke; connecting again/);
    run.child.stdin?.write(ctrlC);
    await run.ended;
  });

  test('Ctrl-C takes the strip away and says how to come back', async () => {
    await using server = await serve(eventStream(until('turn.completed'), { stay: true }));
    const run = on(server.url);
    await run.until(/Position: Split the payments/);
    run.child.stdin?.write(ctrlC);
    const { stdout } = await run.ended;
    const seen = screenOf(stdout);
    expect(seen.text()).toMatch(/Come back to it with: rostrum watch d1 --after 6$/);
    expect(seen.text()).not.toContain('Blind answers ·');
    expect(seen.cursorShown()).toBe(true);
  });

  test.each([
    ['NO_COLOR', { NO_COLOR: '1' }, [], true],
    ['--plain', {}, ['--plain'], false],
    ['a dumb terminal', { TERM: 'dumb' }, [], false],
  ])('%s: no colours', async (_, env, args, redraws) => {
    await using server = await serve(eventStream(open.events));
    const { stdout } = await on(server.url, env, ...args).ended;
    expect(stdout).not.toMatch(/\x1b\[\d+(?:;\d+)*m/);
    expect(stdout.includes('\x1b[?2026h')).toBe(redraws);
  });

  test('otherwise colours', async () => {
    await using server = await serve(eventStream(open.events));
    expect((await on(server.url).ended).stdout).toMatch(/\x1b\[1mAnswer\x1b\[22m/);
  });
});
