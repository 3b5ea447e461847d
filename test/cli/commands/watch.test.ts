import { describe, expect, test } from 'vitest';
import { runCli, startCli } from '../../support/cli/run-cli.ts';
import { openQuestionDebate, scriptFor, serveEventStream } from '../../support/debates/sample-debates.ts';
import {
  jsonAnswer,
  problemAnswer,
  type ScriptedAnswer,
  type ScriptedServer,
  startScriptedServer,
} from '../../support/http/scripted-server.ts';

const open = openQuestionDebate();
const events = 'GET /api/v1/debates/d1/events';
const serve = (script: Readonly<Record<string, ScriptedAnswer | readonly ScriptedAnswer[]>> = {}) =>
  startScriptedServer({ ...scriptFor(open), ...script });

const cursors = ({ requests }: ScriptedServer) =>
  requests.flatMap(({ url }) => (url.includes('/events') ? [url.split('?')[1]] : []));

describe('watch', () => {
  test('goes on where it was when the connection breaks: every turn once', async () => {
    const whole = open.events;
    await using server = await serve({
      [events]: [
        serveEventStream(whole.slice(0, 9)),
        serveEventStream(whole.slice(0, 20)),
        serveEventStream(whole),
      ],
    });
    const { code, stdout } = await runCli(['watch', 'd1'], server);
    expect(code).toBe(0);
    expect(cursors(server)).toEqual(['after=0', 'after=9', 'after=20']);
    for (const turn of ['r0.propose.a3', 'r1.critique.a1', 'r2.revise.a3'])
      expect(stdout.split(`Prose of ${turn}`)).toHaveLength(2);
    expect(stdout).toContain('connection lost; reconnecting');
    expect(stdout.match(/ started \(/g)).toHaveLength(
      open.events.filter(({ type }) => type === 'turn.started').length,
    );
  });

  test('shows only events after --after, with the names of their seats', async () => {
    await using server = await serve();
    const { stdout } = await runCli(['watch', 'd1', '--after', '36'], server);
    expect(stdout).not.toContain('Question: ');
    expect(stdout.split('\n')[0]).toBe('2026-01-01T00:00:36.000Z Cleo (Evidence checker)');
  });

  test('exits 130 on Ctrl-C and prints how to resume, while the debate continues', async () => {
    await using server = await serve({ [events]: serveEventStream(open.events.slice(0, 6), { stay: true }) });
    const run = startCli(['watch', 'd1'], server);
    await run.waitForOutput(/Prose of r0\.propose\.a1/);
    run.child.kill('SIGINT');
    const { code, stdout, stderr } = await run.result;
    expect(code).toBe(130);
    expect(stderr).toBe('The debate continues. To watch it again:\nrostrum watch d1 --after 6\n');
    expect(stdout).not.toContain('Answer');
    expect(server.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  test('exits 130 on Ctrl-C before the server has answered', async () => {
    const asked = Promise.withResolvers<void>();
    await using server = await serve({ 'GET /api/v1/debates/d1': () => asked.resolve() });
    const run = startCli(['watch', 'd1'], server);
    await asked.promise;
    run.child.kill('SIGINT');
    expect(await run.result).toEqual({ code: 130, stdout: '', stderr: 'rostrum: interrupted\n' });
  });

  test('removes control characters from untrusted text', async () => {
    await using server = await serve();
    const { stdout } = await runCli(['watch', 'd1'], server);
    expect(stdout).toContain('  - Beware of this.');
    expect(stdout).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });

  test('starts over when the log was reset', async () => {
    const other = openQuestionDebate('d1');
    const reset: ScriptedAnswer = (response) => {
      const first = {
        type: 'subscribed',
        debate: 'd1',
        mode: 'reset',
        seq: 41,
        heartbeatMs: 30_000,
        retryMs: 1,
      };
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const frame of [first, ...other.events]) response.write(`data: ${JSON.stringify(frame)}\n\n`);
      response.end();
    };
    await using server = await serve({ [events]: [serveEventStream(open.events.slice(0, 9)), reset] });
    const { code, stdout } = await runCli(['watch', 'd1'], server);
    expect(code).toBe(0);
    expect(stdout.match(/Question: /g)).toHaveLength(2);
    expect(stdout.match(/ Blind answers$/gm)).toHaveLength(2);
  });

  test('prints one line and exits 1 for an unknown debate', async () => {
    await using server = await serve({
      'GET /api/v1/debates/d9': problemAnswer(404, 'not-found', 'There is no debate "d9".'),
    });
    expect(await runCli(['watch', 'd9'], server)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'rostrum: There is no debate "d9".\n',
    });
  });
});

describe('a server that does not answer', () => {
  const fix = 'Start a server with `npm run dev`, or choose another with --server URL or ROSTRUM_URL.';

  test.each([
    ['ask', ['ask', 'Why?']],
    ['watch', ['watch', 'd1']],
    ['list', ['list']],
    ['show', ['show', 'd1']],
  ])('makes %s print the fix and exit 3', async (_, args) => {
    const gone = await serve();
    await gone[Symbol.asyncDispose]();
    expect(await runCli(args, gone)).toEqual({
      code: 3,
      stdout: '',
      stderr: `rostrum: no answer from ${gone.url}\n${fix}\n`,
    });
  });

  test('differs from another server that answers', async () => {
    await using server = await serve({ 'GET /api/v1/debates': jsonAnswer(200, 'hello') });
    const { code, stderr } = await runCli(['list'], server);
    expect(code).toBe(1);
    expect(stderr).toContain('is this a Rostrum server?');
  });

  test('is chosen by --server rather than ROSTRUM_URL, also without a scheme', async () => {
    await using server = await serve({ 'GET /api/v1/debates': jsonAnswer(200, { debates: [], next: null }) });
    const address = server.url.replace('http://', '');
    const { code, stdout } = await runCli(['list', '--server', address], { url: 'http://127.0.0.1:9' });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  });
});
