import { expect, test } from 'vitest';
import { runCommandLine } from '../../../app/cli/run-command-line.ts';
import { createCommandTerminal } from '../../support/cli/command-terminal.ts';
import { jsonAnswer, problemAnswer, startScriptedServer } from '../../support/http/scripted-server.ts';

const webhook = {
  url: 'https://hooks.example/',
  state: 'pending',
  nextAttemptAt: '2026-12-01T08:00:40.000Z',
  attempts: [
    {
      at: '2026-12-01T08:00:00.000Z',
      ms: 10_000,
      status: null,
      error: 'there was no answer within 10000 ms',
    },
    { at: '2026-12-01T08:00:20.000Z', ms: 80, status: 500, error: 'the answer was 500' },
  ],
};

async function run(...args: readonly string[]) {
  await using server = await startScriptedServer({
    'GET /api/v1/debates/d1/webhook': jsonAnswer(200, webhook),
    'GET /api/v1/debates/d2/webhook': problemAnswer(
      404,
      'not-found',
      'The debate was created without a webhook.',
    ),
    'GET /api/v1/webhook-secret': jsonAnswer(200, { secret: 'whsec_abc' }),
  });
  const { terminal, stdout, stderr } = createCommandTerminal('a pipe', { ROSTRUM_URL: server.url });
  const code = await runCommandLine(['webhook', ...args], terminal);
  return { code, stdout: stdout.output(), stderr: stderr.output() };
}

test('webhook prints the state of a webhook and its attempts', async () => {
  const { code, stdout } = await run('d1');
  expect(code).toBe(0);
  expect(stdout.split('\n').map((line) => line.replace(/ {2,}/g, '  '))).toEqual([
    'https://hooks.example/ is being delivered; next attempt at 2026-12-01T08:00:40.000Z',
    '2026-12-01T08:00:00.000Z  10000 ms  -  there was no answer within 10000 ms',
    '2026-12-01T08:00:20.000Z  80 ms  500  the answer was 500',
    '',
  ]);
  expect(JSON.parse((await run('d1', '--json')).stdout)).toEqual(webhook);
});

test('webhook --secret prints the secret alone', async () => {
  expect(await run('--secret')).toMatchObject({ code: 0, stdout: 'whsec_abc\n' });
});

test('a debate without a webhook is said', async () => {
  const { code, stderr } = await run('d2');
  expect(code).not.toBe(0);
  expect(stderr).toContain('created without a webhook');
});
