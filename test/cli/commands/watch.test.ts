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
    expect(stdout).toContain('the connection broke; connecting again');
    expect(stdout.match(/speaks/g)).toHaveLength(
      open.events.filter(({ type }) => type === 'turn.started').length,
    );
  });

  test('--after tells only what came later, and still knows whose turns they are', async () => {
    await using server = await serve();
    const { stdout } = await runCli(['watch', 'd1', '--after', '36'], server);
    expect(stdout).not.toContain('Question: ');
    expect(stdout.split('\n')[0]).toBe('2026-01-01T00:00:36.000Z Cleo (Evidence checker)');
  });

  test('Ctrl-C leaves at once, says that the debate goes on and how to come back, and exits 130', async () => {
    await using server = await serve({ [events]: serveEventStream(open.events.slice(0, 6), { stay: true }) });
    const run = startCli(['watch', 'd1'], server);
    await run.waitForOutput(/Prose of r0\.propose\.a1/);
    run.child.kill('SIGINT');
    const { code, stdout, stderr } = await run.result;
    expect(code).toBe(130);
    expect(stderr).toBe('The debate goes on. Come back to it with: rostrum watch d1 --after 6\n');
    expect(stdout).not.toContain('Answer');
    expect(server.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  test('Ctrl-C before the server has answered exits 130, too', async () => {
    const asked = Promise.withResolvers<void>();
    await using server = await serve({ 'GET /api/v1/debates/d1': () => asked.resolve() });
    const run = startCli(['watch', 'd1'], server);
    await asked.promise;
    run.child.kill('SIGINT');
    expect(await run.result).toEqual({ code: 130, stdout: '', stderr: 'rostrum: interrupted\n' });
  });

  test('what models and people write cannot steer the terminal', async () => {
    await using server = await serve();
    const { stdout } = await runCli(['watch', 'd1'], server);
    expect(stdout).toContain('  - Beware of this.');
    expect(stdout).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });

  test('a log that begins anew is told anew', async () => {
    const other = openQuestionDebate('d1');
    const reset: ScriptedAnswer = (response) => {
      const first = {
        type: 'subscribed',
        debate: 'd1',
        how: 'reset',
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

  test('a debate that is not there is one line and exit 1', async () => {
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
  const cure = 'Start a server with `npm run dev`, or name another with --server URL or ROSTRUM_URL.';

  test.each([
    ['ask', ['ask', 'Why?']],
    ['watch', ['watch', 'd1']],
    ['list', ['list']],
    ['show', ['show', 'd1']],
  ])('%s says so with the cure, and exits 3', async (_, args) => {
    const gone = await serve();
    await gone[Symbol.asyncDispose]();
    expect(await runCli(args, gone)).toEqual({
      code: 3,
      stdout: '',
      stderr: `rostrum: no answer from ${gone.url}\n${cure}\n`,
    });
  });

  test('a stranger that answers with something else is not taken for a server of ours', async () => {
    await using server = await serve({ 'GET /api/v1/debates': jsonAnswer(200, 'hello') });
    const { code, stderr } = await runCli(['list'], server);
    expect(code).toBe(1);
    expect(stderr).toContain('is this a Rostrum server?');
  });

  test('--server wins over ROSTRUM_URL, and needs no scheme', async () => {
    await using server = await serve({ 'GET /api/v1/debates': jsonAnswer(200, { debates: [], next: null }) });
    const address = server.url.replace('http://', '');
    const { code, stdout } = await runCli(['list', '--server', address], { url: 'http://127.0.0.1:9' });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'No debates.\n' });
  });
});
