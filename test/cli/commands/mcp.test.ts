import { describe, expect, test } from 'vitest';
import { runCli } from '../../support/cli/run-cli.ts';
import { openQuestionDebate, scriptFor } from '../../support/debates/sample-debates.ts';
import { jsonAnswer, problemAnswer, startScriptedServer } from '../../support/http/scripted-server.ts';

const open = openQuestionDebate();
const debate = { id: 'd1', status: 'running', phase: 'critique', round: 1, seq: 9, question: 'Why?' };
const record = 'GET /api/v1/debates/d1/record';
const serve = (script: Parameters<typeof startScriptedServer>[0] = {}) =>
  startScriptedServer({ ...scriptFor(open), 'GET /api/v1/debates/d1': jsonAnswer(200, debate), ...script });

type Answer = Readonly<Record<string, unknown>> & {
  readonly id?: number | null;
  readonly method?: string;
  readonly result?: { readonly content: readonly { readonly text: string }[]; readonly isError?: boolean };
};

/** Sends all messages at once and returns the answers in order of their ids, with notifications first. */
async function talk(url: string, messages: readonly (object | string)[]): Promise<readonly Answer[]> {
  const lines = messages.map((message) => (typeof message === 'string' ? message : JSON.stringify(message)));
  const { code, stdout, stderr } = await runCli(['mcp'], { url, stdin: lines.join('\n') });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const answers: readonly Answer[] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return answers.toSorted((a, b) => (a.id ?? -1) - (b.id ?? -1));
}

const request = (id: number, method: string, params: object = {}) => ({ jsonrpc: '2.0', id, method, params });
const call = (id: number, name: string, args: object, token?: number) =>
  request(id, 'tools/call', {
    name,
    arguments: args,
    ...(token !== undefined && { _meta: { progressToken: token } }),
  });
const textOf = (answer: Answer | undefined) => answer?.result?.content[0]?.text;

describe('rostrum mcp', () => {
  test('introduces itself and lists its tools', async () => {
    await using server = await serve();
    const [hello, pong, list] = await talk(server.url, [
      request(1, 'initialize', { protocolVersion: '2024-11-05', capabilities: {} }),
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      request(2, 'ping'),
      request(3, 'tools/list'),
    ]);
    expect(hello).toMatchObject({
      result: { protocolVersion: '2024-11-05', capabilities: { tools: {} }, serverInfo: { name: 'rostrum' } },
    });
    expect(pong).toEqual({ jsonrpc: '2.0', id: 2, result: {} });
    expect(JSON.stringify(list)).toContain('rostrum_follow_up');
  });

  test('starts a debate once for an idempotency key', async () => {
    await using server = await serve();
    const args = { question: 'Why?', options: ['A', 'B'], evidence: ['One.'], idempotencyKey: 'k' };
    const [answer] = await talk(server.url, [call(1, 'rostrum_start', args)]);
    expect(textOf(answer)).toContain('Debate d1 has started');
    const sent = server.requests.find(({ method }) => method === 'POST');
    expect(sent?.headers['idempotency-key']).toBe('k');
    expect(JSON.parse(sent?.body ?? '')).toEqual({
      question: 'Why?',
      options: ['A', 'B'],
      evidence: [{ name: 'Document 1.txt', text: 'One.' }],
    });
  });

  test('waits for the record in slices, and reports progress to a client that asks for it', async () => {
    const pending = jsonAnswer(202, { id: 'd1', status: 'running' });
    await using server = await serve({ [record]: [pending, jsonAnswer(200, open.record)] });
    const [progress, answer] = await talk(server.url, [call(1, 'rostrum_wait', { id: 'd1' }, 7)]);
    expect(progress).toMatchObject({
      method: 'notifications/progress',
      params: { progressToken: 7, progress: 9, message: 'critique, round 1' },
    });
    expect(textOf(answer)).toContain('Split the **payments** part first.');
    expect(textOf(answer)).toContain('Minority:');
  });

  test('returns the state of a debate that outlasts the wait', async () => {
    await using server = await serve({ [record]: jsonAnswer(202, { id: 'd1', status: 'running' }) });
    const [answer] = await talk(server.url, [call(1, 'rostrum_wait', { id: 'd1' })]);
    expect(textOf(answer)).toBe('Debate d1 is running: critique, round 1. Call rostrum_wait again.');
    expect(server.requests.filter(({ url }) => url.includes('wait=5'))).toHaveLength(9);
  });

  test.each([
    [{ name: 'rostrum_start', arguments: {} }, 'The argument question is missing.'],
    [{ name: 'rostrum_start', arguments: { question: 'Q', preset: 'x' } }, 'preset must be one of standard,'],
    [{ name: 'rostrum_record', arguments: { id: 'none' } }, 'nothing at GET /api/v1/debates/none/record'],
  ])('answers a failed call with what is wrong: %j', async (params, message) => {
    await using server = await serve();
    const [answer] = await talk(server.url, [request(1, 'tools/call', params)]);
    expect(answer?.result?.isError).toBe(true);
    expect(textOf(answer)).toContain(message);
  });

  test('tells what is not JSON from what is not a request', async () => {
    await using server = await serve();
    const answers = await talk(server.url, [
      'not JSON',
      [request(1, 'ping')],
      { jsonrpc: '2.0', id: 2 },
      { jsonrpc: '2.0', id: null, method: 'ping' },
      { jsonrpc: '2.0', id: 3, result: {} },
    ]);
    const codes = answers.map(({ error }) => (error as { readonly code: number }).code);
    expect(codes).toEqual([-32700, -32600, -32600, -32600]);
  });

  test('refuses a request whose id another one has, and answers the other one', async () => {
    await using server = await serve({ [record]: jsonAnswer(202, { id: 'd1', status: 'running' }) });
    const [refused, answer] = await talk(server.url, [
      call(1, 'rostrum_wait', { id: 'd1' }),
      request(1, 'ping'),
    ]);
    expect(refused).toMatchObject({ id: 1, error: { code: -32600 } });
    expect(textOf(answer)).toContain('Debate d1 is running');
  });

  test('answers what is no request, method or tool with an error of the protocol', async () => {
    await using server = await serve({ 'GET /api/v1/debates': problemAnswer(503, 'unavailable', 'Later.') });
    const answers = await talk(server.url, [
      'not JSON',
      request(1, 'resources/list'),
      call(2, 'rostrum_fly', {}),
      call(3, 'rostrum_list', {}),
    ]);
    expect(answers.slice(0, 3).map(({ error }) => error)).toMatchObject([
      { code: -32700 },
      { code: -32601 },
      { code: -32602 },
    ]);
    expect(textOf(answers[3])).toBe('Later.');
  });
});
