import { expect, test } from 'vitest';
import { runCommandLine } from '../../../app/cli/run-command-line.ts';
import { createCommandTerminal } from '../../support/cli/command-terminal.ts';
import {
  jsonAnswer,
  problemAnswer,
  type ScriptedAnswer,
  startScriptedServer,
} from '../../support/http/scripted-server.ts';

const debate = { id: 'd1', title: null, question: 'Why?' };

async function run(args: readonly string[], answer: ScriptedAnswer = jsonAnswer(200, debate)) {
  const paths = ['', '/cancel', '/pause', '/resume', '/conclude', '/approve', '/extend', '/notes', '/reruns'];
  const answers = paths.flatMap((path) =>
    ['GET', 'POST', 'PATCH', 'DELETE'].map(
      (method) => [`${method} /api/v1/debates/d1${path}`, answer] as const,
    ),
  );
  await using server = await startScriptedServer(Object.fromEntries(answers));
  const { terminal, stdout, stderr } = createCommandTerminal('a pipe', { ROSTRUM_URL: server.url });
  const code = await runCommandLine(args, terminal);
  const [request] = server.requests;
  return {
    code,
    stdout: stdout.output().replaceAll(server.url, ''),
    stderr: stderr.output(),
    request: request && `${request.method} ${request.url} ${request.body}`.trim(),
  };
}

test.each([
  [['cancel', 'd1'], 'POST /api/v1/debates/d1/cancel', 'Debate d1 is cancelled.\n'],
  [['pause', 'd1'], 'POST /api/v1/debates/d1/pause', 'Debate d1 is paused.\n'],
  [['resume', 'd1'], 'POST /api/v1/debates/d1/resume', 'Debate d1 continues.\n'],
  [
    ['conclude', 'd1'],
    'POST /api/v1/debates/d1/conclude',
    'Debate d1 decides once the running turns have ended.\n',
  ],
  [['approve', 'd1'], 'POST /api/v1/debates/d1/approve', 'Debate d1 decides now.\n'],
  [
    ['extend', 'd1', '--deadline', '900', '--budget-usd', '2'],
    'POST /api/v1/debates/d1/extend {"deadlineSeconds":900,"budget":{"usd":2}}',
    'Debate d1 has the new limits.\n',
  ],
  [['delete', 'd1'], 'DELETE /api/v1/debates/d1', 'Debate d1 is deleted.\n'],
  [
    ['note', 'd1', 'Look.'],
    'POST /api/v1/debates/d1/notes {"text":"Look."}',
    'Debate d1 has received the note.\n',
  ],
  [['rename', 'd1', 'A'], 'PATCH /api/v1/debates/d1 {"title":"A"}', 'Debate d1 is renamed.\n'],
  [['rename', 'd1', ' '], 'PATCH /api/v1/debates/d1 {"title":null}', 'Debate d1 is renamed.\n'],
  [['open', 'd1'], 'GET /api/v1/debates/d1', '/debates/d1\n'],
])('%j sends %s', async (args, request, stdout) => {
  expect(await run(args)).toMatchObject({ code: 0, stdout, request });
});

test('rerun removes what --without names', async () => {
  const refusal = problemAnswer(409, 'debate-not-ended', 'The debate has not ended.');
  const args = ['rerun', 'd1', '--without', 'number', '--without', 'budget', '--rounds', '1'];
  expect(await run(args, refusal)).toMatchObject({
    code: 1,
    request: 'POST /api/v1/debates/d1/reruns {"number":null,"budget":null,"rounds":1}',
  });
  expect(await run(['rerun', 'd1', '--without', 'panel'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--without must be one of options, checklist, number, jury, budget'),
  });
});

test('a text without quotes, and no id, are usage errors', async () => {
  expect(await run(['note', 'd1', 'Look', 'here'])).toMatchObject({ code: 2 });
  expect(await run(['cancel'])).toMatchObject({ code: 2 });
});

test('a server that requires a key says how to give it', async () => {
  const { code, stderr } = await run(
    ['pause', 'd1'],
    problemAnswer(401, 'unauthenticated', 'This server requires a key.'),
  );
  expect(code).toBe(1);
  expect(stderr).toContain('Set ROSTRUM_API_KEY, or use --key KEY.');
});

test('replay prints the stored events, without waiting at speed 0', async () => {
  const created = {
    debate: 'd1',
    seq: 1,
    at: '2026-01-01T00:00:00.000Z',
    type: 'debate.paused',
    data: { by: 'Ann' },
  };
  const { terminal, stdout } = createCommandTerminal('a pipe');
  await using server = await startScriptedServer({
    'GET /api/v1/debates/d1/events': jsonAnswer(200, { events: [created], next: null }),
  });
  const args = ['replay', 'd1', '--speed', '0', '--server', server.url];
  expect(await runCommandLine(args, terminal)).toBe(0);
  expect(stdout.output()).toBe('2026-01-01T00:00:00.000Z Paused by Ann\n');
});
