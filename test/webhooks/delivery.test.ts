import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test, vi } from 'vitest';
import { profile } from '../../app/contract/profiles.ts';
import { systemClock } from '../../app/shared/clock.ts';
import { createPostWebhook, type PostWebhookDeps } from '../../app/webhooks/post-webhook.ts';
import { startWebhookSender } from '../../app/webhooks/sender.ts';
import { debateCancelled } from '../support/debates/events.ts';
import { openApp } from '../support/http/open-app.ts';
import { until } from '../support/until.ts';

const allowedHosts: string[] = [];
const { app, database } = await openApp({ webhookHosts: allowedHosts });
const { webhooks } = profile('test');
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A receiver on this machine; the last answer repeats. */
async function startReceiver(...answers: readonly ((response: ServerResponse) => void)[]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) });
    (answers[received.length - 1] ?? answers.at(-1))?.(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${address.port}`;
  return { received, host, url: `http://${host}/hook` };
}

const answer =
  (status: number, headers = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(status, headers).end();
const hang = () => {};

/** A worker's sender; `post` replaces the resolution of names. */
function startSender({
  timeoutMs = webhooks.timeoutMs,
  ...deps
}: Partial<PostWebhookDeps> & { timeoutMs?: number } = {}) {
  const sender = startWebhookSender({
    store: database.store,
    contract: { webhooks: { ...webhooks, timeoutMs } },
    clock: systemClock,
    now: () => new Date(),
    random: Math.random,
    post: createPostWebhook({
      allowedHosts,
      lookUp: async () => ['127.0.0.1'],
      resolve: async () => ['127.0.0.1'],
      onPrivateAddress() {},
      ...deps,
    }),
    onAttempt() {},
    onError: (error) => expect.unreachable(String(error)),
  });
  closing.push(sender.close);
  return sender;
}

/** Creates a debate with a webhook to a host that the operator allows, unless `isPublic`. */
async function create(url: string, isPublic = false): Promise<string> {
  if (!isPublic) allowedHosts.push(new URL(url).host);
  const { status, json } = await app.call('/api/v1/debates', {
    method: 'POST',
    body: { question: 'Who learns it?', webhook: { url } },
  });
  expect(status).toBe(202);
  return json.id;
}

const readWebhook = async (id: string) => (await app.call(`/api/v1/debates/${id}/webhook`)).json;
const untilState = (id: string, state: string) =>
  until(async () => (await readWebhook(id)).state === state, `the state ${state}`, {
    last: () => readWebhook(id),
  });

test('a debate that has ended is sent once, signed with the secret of the tenant', async () => {
  const { url, received } = await startReceiver(answer(204));
  const id = await create(url);
  startSender();
  expect(await readWebhook(id)).toEqual({ url, state: 'waiting', nextAttemptAt: null, attempts: [] });
  await app.append(id, debateCancelled);
  await untilState(id, 'delivered');
  expect(await readWebhook(id)).toMatchObject({ attempts: [{ status: 204, error: null }] });
  expect(received).toHaveLength(1);
  const [{ headers, body } = { headers: {}, body: '' }] = received;
  expect(JSON.parse(body)).toMatchObject({
    type: 'debate.cancelled',
    debate: { id, question: 'Who learns it?' },
  });
  const { secret } = (await app.call('/api/v1/webhook-secret')).json;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = `${id}.${headers['webhook-timestamp']}.${body}`;
  expect(headers).toMatchObject({
    'webhook-id': id,
    'webhook-signature': `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
  });
});

test('a receiver that fails is tried again until it accepts', async () => {
  const { url, received } = await startReceiver(answer(500), answer(200));
  const id = await create(url);
  await app.append(id, debateCancelled);
  startSender();
  await untilState(id, 'delivered');
  expect((await readWebhook(id)).attempts).toMatchObject([
    { status: 500, error: 'the answer was 500' },
    { status: 200, error: null },
  ]);
  expect(received).toHaveLength(2);
});

test('a receiver that hangs is given up after the last attempt', async () => {
  const { url } = await startReceiver(hang);
  const id = await create(url);
  await app.append(id, debateCancelled);
  startSender({ timeoutMs: 100 });
  await untilState(id, 'failed');
  const { attempts, nextAttemptAt } = await readWebhook(id);
  expect(attempts).toHaveLength(webhooks.attemptsMax);
  expect(attempts[0]).toMatchObject({ status: null, error: 'there was no answer within 100 ms' });
  expect(nextAttemptAt).toBeNull();
});

test('a redirect to a private address is not followed', async () => {
  const target = await startReceiver(answer(200));
  const { url } = await startReceiver(answer(302, { location: target.url }));
  const id = await create(url);
  await app.append(id, debateCancelled);
  startSender();
  await untilState(id, 'failed');
  expect((await readWebhook(id)).attempts[0]).toMatchObject({ status: 302 });
  expect(target.received).toEqual([]);
});

test('a public name that leads to a private address is not called', async () => {
  const id = await create('https://hooks.example/', true);
  await app.append(id, debateCancelled);
  const onPrivateAddress = vi.fn<PostWebhookDeps['onPrivateAddress']>();
  startSender({ resolve: async () => ['8.8.8.8', '10.0.0.1'], onPrivateAddress });
  await untilState(id, 'failed');
  expect((await readWebhook(id)).attempts).toMatchObject([
    { status: null, error: 'hooks.example does not lead to a public address.' },
  ]);
  expect(onPrivateAddress.mock.calls).toEqual([['hooks.example', '10.0.0.1']]);
});

test('the next address of a name is tried when the first does not answer', async () => {
  const { host, received } = await startReceiver(answer(204));
  const id = await create(`http://hooks.internal:${host.split(':')[1]}/`);
  await app.append(id, debateCancelled);
  startSender({ lookUp: async () => ['127.0.0.2', '127.0.0.1'] });
  await untilState(id, 'delivered');
  expect(received).toHaveLength(1);
});

test('a receiver that answers 410 is not called again', async () => {
  const { url, received } = await startReceiver(answer(410));
  const id = await create(url);
  await app.append(id, debateCancelled);
  startSender();
  await untilState(id, 'failed');
  expect(received).toHaveLength(1);
});

test('a delivery that a worker has left unfinished is repeated by the next', async () => {
  const { url, received } = await startReceiver(hang, answer(200));
  const id = await create(url);
  await app.append(id, debateCancelled);
  const first = startSender({ timeoutMs: 300 });
  await until(() => received.length === 1, 'the first attempt');
  await first.close();
  expect((await readWebhook(id)).attempts).toEqual([]);
  startSender();
  await untilState(id, 'delivered');
  expect(received).toHaveLength(2);
});

test('an address that is not allowed is refused at the creation, and a debate without a webhook has none', async () => {
  const refused = await app.call('/api/v1/debates', {
    method: 'POST',
    body: { question: 'Where?', webhook: { url: 'http://169.254.169.254/latest' } },
  });
  expect(refused.json).toMatchObject({ code: 'validation-failed', errors: [{ path: 'webhook.url' }] });
  const { json } = await app.call('/api/v1/debates', { method: 'POST', body: { question: 'None?' } });
  expect((await app.call(`${json.url}/webhook`)).json).toMatchObject({ status: 404, code: 'not-found' });
});
