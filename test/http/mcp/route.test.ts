import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessLogMessage } from '../../../app/contract/access-log.ts';
import { scriptedRoster } from '../../support/agents/scripted-roster.ts';
import { debateCancelled } from '../../support/debates/events.ts';
import { openQuestionDebate } from '../../support/debates/sample-debates.ts';
import { createTestKey, keyedAccess } from '../../support/http/api-keys.ts';
import { connectMcpClient, textOfResult } from '../../support/http/mcp-client.ts';
import { openServer } from '../../support/http/open-app.ts';
import { seedDebate, startTestServer } from '../../support/http/test-app.ts';

/** The models of stored debates exist. */
const roster = { ...scriptedRoster(), unavailableReason: () => null };
const { server, database } = await openServer({ roster });
const client = await connectMcpClient(server.server.url);
afterAll(() => client.close());

const call = (name: string, args: Readonly<Record<string, unknown>> = {}) =>
  client.callTool({ name, arguments: args });
const idOf = ({ structuredContent }: Awaited<ReturnType<typeof call>>): string =>
  String(Object(structuredContent).id);

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
};
const post = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  server.call('/mcp', { method: 'POST', body, headers });

describe('the tools at /mcp, called by the official client', () => {
  test('are those of rostrum mcp', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'rostrum_start',
      'rostrum_wait',
      'rostrum_record',
      'rostrum_list',
      'rostrum_follow_up',
      'rostrum_estimate',
    ]);
    expect(client.getServerVersion()).toMatchObject({ name: 'rostrum', version: '1.2.3' });
  });

  test('start one debate for an idempotency key', async () => {
    const args = { question: 'Why?', options: ['A', 'B'], evidence: ['One.'], idempotencyKey: 'k' };
    const [first, second] = [await call('rostrum_start', args), await call('rostrum_start', args)];
    expect(textOfResult(first)).toContain('has started');
    expect(idOf(second)).toBe(idOf(first));
  });

  test('ask for a number, and name what is missing', async () => {
    const start = (number: unknown) => call('rostrum_start', { question: 'How long?', number });
    const id = idOf(await start({ unit: 'weeks', tolerance: 0.2 }));
    const [created] = await database.store.events({ tenant: 'local', debate: id }, 0, 1);
    expect(created?.data).toMatchObject({ number: { unit: 'weeks', tolerance: 0.2 }, decider: 'pool' });
    expect(textOfResult(await start({}))).toBe('number needs a unit.');
    expect(textOfResult(await start('weeks'))).toBe('number must be an object.');
  });

  test('start one debate for a repeated call without a key, and another one for another key', async () => {
    const now = () => new Date('2026-01-02T03:04:05.000Z');
    const { server: other, stop } = await startTestServer(database.store, { roster, now });
    const caller = await connectMcpClient(other.url);
    const start = async (args: object) =>
      idOf(await caller.callTool({ name: 'rostrum_start', arguments: { question: 'Again?', ...args } }));
    const first = await start({});
    expect(await start({})).toBe(first);
    expect(await start({ options: ['A', 'B'] })).not.toBe(first);
    expect(await start({ idempotencyKey: 'another' })).not.toBe(first);
    await caller.close();
    await stop();
  });

  test('wait for the record of a running debate, with progress', async () => {
    const id = idOf(await call('rostrum_start', { question: 'Why wait?' }));
    const progress: string[] = [];
    const waited = client.callTool({ name: 'rostrum_wait', arguments: { id } }, undefined, {
      onprogress: ({ message = '' }) => {
        progress.push(message);
        void server.append(id, debateCancelled);
      },
    });
    expect(textOfResult(await waited)).toContain('Question: Why wait?');
    expect(progress).toEqual(['propose, round 0']);
  });

  test('read records, list debates, follow up and estimate', async () => {
    const id = await seedDebate(database.store, openQuestionDebate().events);
    expect(textOfResult(await call('rostrum_record', { id }))).toContain(
      'Split the **payments** part first.',
    );
    expect(textOfResult(await call('rostrum_list', { query: 'monolith' }))).toContain(id);
    const followUp = await call('rostrum_follow_up', { id, question: 'And then?' });
    expect(textOfResult(followUp)).toContain(`Debate ${idOf(followUp)} has started`);
    const estimate = await call('rostrum_estimate', { question: 'Why?' });
    expect(textOfResult(estimate)).toMatch(/^At least .*, usually .*, at most .*\.$/);
  });

  test('answer a failed call with what is wrong', async () => {
    const result = await call('rostrum_start', { question: '' });
    expect(result).toMatchObject({ isError: true, structuredContent: { code: 'validation-failed' } });
  });
});

describe('POST /mcp', () => {
  test('answers a request as JSON, and a notification with 202', async () => {
    const answer = await post(initialize);
    expect(answer.json).toMatchObject({ id: 1, result: { protocolVersion: '2025-06-18' } });
    expect(answer.headers.get('mcp-session-id')).toBeNull();
    const notified = await post({ jsonrpc: '2.0', method: 'notifications/initialized' });
    expect([notified.status, notified.text]).toEqual([202, '']);
    expect((await post({ jsonrpc: '2.0', id: 4 })).json).toMatchObject({
      status: 400,
      code: 'malformed-body',
    });
  });

  test('is one request in the log and in the metrics, whatever it calls', async () => {
    const listCalls = async () =>
      (await server.deps.metrics?.text())?.match(/requests_total.*listDebates.*/)?.[0];
    const before = { lines: server.logLines.length, calls: await listCalls() };
    const params = { name: 'rostrum_list', arguments: {} };
    await post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
    const lines = server.logLines.slice(before.lines).filter(({ msg }) => msg === accessLogMessage);
    expect(lines.map(({ path }) => path)).toEqual(['/mcp']);
    expect(await listCalls()).toBe(before.calls);
  });

  test.each(['GET', 'DELETE'])(
    '%s is answered 405: the server has no stream of its own and no session',
    async (method) => {
      const answer = await server.call('/mcp', { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    },
  );

  test.each([
    ['a batch', [initialize], 'malformed-body'],
    ['no message', 7, 'malformed-body'],
  ])('refuses %s', async (_, body, code) => {
    expect((await post(JSON.stringify(body), { 'content-type': 'application/json' })).json).toMatchObject({
      status: 400,
      code,
    });
  });

  test('refuses an unknown version of the protocol, and pages of other sites', async () => {
    expect((await post(initialize, { 'mcp-protocol-version': '1999-01-01' })).json).toMatchObject({
      status: 400,
      code: 'unsupported-protocol-version',
    });
    expect((await post(initialize, { origin: 'http://evil.example' })).json).toMatchObject({
      status: 403,
      code: 'origin-not-allowed',
    });
  });
});

describe('on a server that requires keys', () => {
  let keyed: Awaited<ReturnType<typeof startTestServer>>;
  beforeAll(async () => {
    keyed = await startTestServer(database.store, { policy: keyedAccess });
  });
  afterAll(() => keyed.stop());

  test('a client without a key is refused', async () => {
    await expect(connectMcpClient(keyed.server.url)).rejects.toThrow('requires a key');
  });

  test('a key reads only the debates of its tenant, and needs the scope run to start one', async () => {
    await seedDebate(database.store, openQuestionDebate().events, 'owner');
    const { headers } = await createTestKey(database.store, 'stranger', ['read']);
    const stranger = await connectMcpClient(keyed.server.url, headers);
    const list = await stranger.callTool({ name: 'rostrum_list', arguments: {} });
    expect(textOfResult(list)).toBe('There are no debates.');
    const start = await stranger.callTool({ name: 'rostrum_start', arguments: { question: 'Why?' } });
    expect(start).toMatchObject({ isError: true, structuredContent: { code: 'insufficient-scope' } });
    await stranger.close();
  });
});
