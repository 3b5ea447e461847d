import { describe, expect, test } from 'vitest';
import { ApiError, createClient, ServerUnreachable } from '../../app/client/client.ts';
import { routes } from '../../app/contract/routes.ts';
import type { DebateResponse } from '../../app/debate/views/responses.ts';
import {
  hangUp,
  jsonAnswer,
  noAnswer,
  problemAnswer,
  type ReceivedRequest,
  type ScriptedAnswer,
  startScriptedServer,
  textAnswer,
} from '../support/http/scripted-server.ts';

const resource: DebateResponse = {
  id: 'd1',
  question: 'Should we split the monolith?',
  title: null,
  preset: 'standard',
  status: 'running',
  phase: 'propose',
  round: 0,
  models: ['rehearsal'],
  agreement: null,
  answer: null,
  costUsd: 0,
  seq: 3,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:01.000Z',
};

async function startClient(script: Readonly<Record<string, ScriptedAnswer | readonly ScriptedAnswer[]>>) {
  const server = await startScriptedServer(script);
  return {
    server,
    client: createClient({ baseUrl: server.url }),
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
  };
}

const lastRequest = ({ requests }: { requests: readonly ReceivedRequest[] }) => requests.at(-1);

/** The result of a call, or its error. */
const resultOrError = (call: Promise<unknown>) => call.catch((error: unknown) => error);

describe('the client', () => {
  test('create sends the question as JSON with the idempotency key', async () => {
    const created = { id: 'd1', url: '/api/v1/debates/d1', warnings: [] };
    await using at = await startClient({ 'POST /api/v1/debates': jsonAnswer(202, created) });
    const body = {
      question: 'Why?',
      preset: 'duel',
      evidence: [{ name: 'a.md', text: 'Ünïcode ✓' }],
    } as const;
    expect(await at.client.create(body, { idempotencyKey: 'k1' })).toEqual(created);
    expect(JSON.parse(lastRequest(at.server)?.body ?? '')).toEqual(body);
    expect(lastRequest(at.server)?.headers).toMatchObject({
      'idempotency-key': 'k1',
      'content-type': 'application/json',
    });
  });

  test('estimate sends the body of a creation', async () => {
    const answer = { preset: 'duel' };
    await using at = await startClient({ 'POST /api/v1/estimates': jsonAnswer(200, answer) });
    expect(await at.client.estimate({ question: 'Why?', rounds: 1 })).toEqual(answer);
    expect(JSON.parse(lastRequest(at.server)?.body ?? '')).toEqual({ question: 'Why?', rounds: 1 });
  });

  test('get and list return the server’s answer, and list sends only the given filters', async () => {
    const page = { debates: [resource], next: 'c2' };
    await using at = await startClient({
      'GET /api/v1/debates/d1': jsonAnswer(200, resource),
      'GET /api/v1/debates': jsonAnswer(200, page),
    });
    expect(await at.client.get('d1')).toEqual(resource);
    expect(await at.client.list()).toEqual(page);
    expect(lastRequest(at.server)?.url).toBe('/api/v1/debates');
    await at.client.list({ q: 'a & b', status: 'decided', limit: 5, cursor: 'c1' });
    expect(lastRequest(at.server)?.url).toBe('/api/v1/debates?q=a+%26+b&status=decided&limit=5&cursor=c1');
  });

  test('record is null while the debate runs', async () => {
    const record = { version: 1, answer: 'No.' };
    await using at = await startClient({
      'GET /api/v1/debates/d1/record': [jsonAnswer(202, resource), jsonAnswer(200, record)],
    });
    expect(await at.client.record('d1', { waitSeconds: 20 })).toBeNull();
    expect(lastRequest(at.server)?.url).toBe('/api/v1/debates/d1/record?wait=20');
    expect(await at.client.record('d1')).toEqual(record);
  });

  test('events requests a JSON page, not the stream at the same URL', async () => {
    await using at = await startClient({
      'GET /api/v1/debates/d1/events': jsonAnswer(200, { events: [], next: null }),
    });
    expect(await at.client.events('d1', { after: 0, limit: 2 })).toEqual({ events: [], next: null });
    expect(lastRequest(at.server)).toMatchObject({ url: '/api/v1/debates/d1/events?after=0&limit=2' });
    expect(lastRequest(at.server)?.headers.accept).toBe('application/json');
  });

  test('evidence and exportText return text', async () => {
    await using at = await startClient({
      'GET /api/v1/debates/d1/evidence/E1': textAnswer(200, '# Notes'),
      'GET /api/v1/debates/d1/export': textAnswer(200, '# Record'),
    });
    expect(await at.client.evidence('d1', 'E1')).toBe('# Notes');
    expect(await at.client.exportText('d1', 'md')).toBe('# Record');
    expect(at.client.exportUrl('d1', 'jsonl')).toBe(`${at.server.url}/api/v1/debates/d1/export?format=jsonl`);
  });

  test('commands, notes, titles and deletions use the paths of the route table', async () => {
    const answers = Object.values(routes).map(({ method, path }): [string, ScriptedAnswer] => [
      `${method.toUpperCase()} ${path.replace('{id}', 'd1')}`,
      method === 'delete' ? (response) => response.writeHead(204).end() : jsonAnswer(200, resource),
    ]);
    await using at = await startClient(Object.fromEntries(answers));
    for (const command of ['cancel', 'pause', 'resume', 'conclude'] as const)
      await at.client.command('d1', command);
    await at.client.note('d1', 'Look at E2.');
    await at.client.rename('d1', 'Short');
    await at.client.delete('d1');
    expect(at.server.requests.map(({ method, url, body }) => `${method} ${url} ${body}`.trim())).toEqual([
      ...['cancel', 'pause', 'resume', 'conclude'].map((command) => `POST /api/v1/debates/d1/${command}`),
      'POST /api/v1/debates/d1/notes {"text":"Look at E2."}',
      'PATCH /api/v1/debates/d1 {"title":"Short"}',
      'DELETE /api/v1/debates/d1',
    ]);
  });

  test('an id is escaped in the path', async () => {
    await using at = await startClient({});
    await resultOrError(at.client.get('../agents?x=#'));
    expect(lastRequest(at.server)?.url).toBe('/api/v1/debates/..%2Fagents%3Fx%3D%23');
  });

  test('the base URL may end in slashes, or be empty for the origin of the page', async () => {
    const urls: string[] = [];
    const fetchFake: typeof fetch = async (input) => {
      urls.push(String(input));
      return Response.json({ debates: [], next: null });
    };
    await createClient({ baseUrl: 'http://rostrum.example//', fetch: fetchFake }).list();
    await createClient({ baseUrl: '', fetch: fetchFake }).list();
    expect(urls).toEqual(['http://rostrum.example/api/v1/debates', '/api/v1/debates']);
  });
});

describe('a failed call', () => {
  test('rejects with code, detail, invalid members and retry time of a refusal', async () => {
    const errors = [{ at: 'rounds', says: 'at most 4' }];
    await using at = await startClient({
      'POST /api/v1/debates': problemAnswer(422, 'validation-failed', 'rounds is too large', { errors }),
      'GET /api/v1/agents': problemAnswer(503, 'overloaded', 'too many requests', {
        headers: { 'retry-after': '2' },
      }),
    });
    const refused = await resultOrError(at.client.create({ question: 'Why?', rounds: 9 }));
    expect(refused).toBeInstanceOf(ApiError);
    expect(refused).toMatchObject({
      status: 422,
      code: 'validation-failed',
      detail: 'rounds is too large',
      errors,
    });
    expect(await resultOrError(at.client.agents())).toMatchObject({
      code: 'overloaded',
      errors: [],
      retryAfterSeconds: 2,
    });
  });

  test.each([
    ['an HTML error page', textAnswer(502, '<html>Bad Gateway</html>')],
    ['JSON that is not a problem document', jsonAnswer(502, null)],
  ])('rejects with the status for %s', async (_, answer) => {
    await using at = await startClient({ 'GET /api/v1/agents': answer });
    expect(await resultOrError(at.client.agents())).toMatchObject({
      name: 'ApiError',
      status: 502,
      code: 'not-a-problem',
      detail: `${at.server.url}/api/v1/agents answered 502 without a problem document`,
    });
  });

  test.each([
    ['an HTML page', textAnswer(200, '<html>Some other program</html>')],
    ['a bare number', jsonAnswer(200, 7)],
  ])('rejects with not-json for %s in place of a JSON object', async (_, answer) => {
    await using at = await startClient({ 'GET /api/v1/agents': answer });
    expect(await resultOrError(at.client.agents())).toMatchObject({ name: 'ApiError', code: 'not-json' });
  });

  test('rejects with ServerUnreachable if nothing listens, or the connection or the answer breaks', async () => {
    const gone = await startClient({});
    await gone[Symbol.asyncDispose]();
    expect(await resultOrError(gone.client.agents())).toBeInstanceOf(ServerUnreachable);
    await using at = await startClient({
      'GET /api/v1/agents': hangUp(),
      'GET /api/v1/debates': hangUp('{"debates":['),
    });
    expect(await resultOrError(at.client.agents())).toMatchObject({
      name: 'ServerUnreachable',
      url: `${at.server.url}/api/v1/agents`,
    });
    expect(await resultOrError(at.client.list())).toBeInstanceOf(ServerUnreachable);
  });

  test('rejects with the abort reason of the caller', async () => {
    await using at = await startClient({ 'GET /api/v1/debates/d1/record': noAnswer });
    const given = AbortSignal.abort(new Error('enough'));
    expect(await resultOrError(at.client.record('d1', { signal: given }))).toMatchObject({
      message: 'enough',
    });
    const controller = new AbortController();
    const waiting = resultOrError(at.client.record('d1', { waitSeconds: 50, signal: controller.signal }));
    controller.abort(new Error('seen enough'));
    expect(await waiting).toMatchObject({ message: 'seen enough' });
  });
});
