import { afterAll, describe, expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { openQuestionDebate } from '../../support/debates/sample-debates.ts';
import { createTestApp, seedDebate, type TestApp } from '../../support/http/test-app.ts';
import { anyDatabase } from '../../support/stores/databases.ts';

const contract = applyOverrides(profile('test'), {
  http: { bodiesBytesMax: 3000, smallBodyBytesMax: 200 },
});
const database = await anyDatabase.open();
afterAll(() => database.close());

const question = (bytes: number) => JSON.stringify({ question: 'Which?', evidence: [document(bytes)] });
const document = (bytes: number) => ({ name: 'a.txt', text: 'a'.repeat(bytes) });

/** An upload whose body ends when the test says so. */
function startUpload({ hono }: TestApp, text: string, headers: Record<string, string> = {}) {
  const rest = Promise.withResolvers<void>();
  const read = Promise.withResolvers<void>();
  const [start, end] = [text.slice(0, -1), text.slice(-1)];
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(Buffer.from(start)),
    async pull(controller) {
      read.resolve();
      await rest.promise;
      controller.enqueue(Buffer.from(end));
      controller.close();
    },
  });
  const answer = Promise.resolve(
    hono.request('/api/v1/debates', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      duplex: 'half',
    } as RequestInit),
  );
  return { answer, isReading: read.promise, finish: rest.resolve };
}

describe('the uploads that a process reads at a time', () => {
  test('are limited together: one more is refused with 503 and accepted later', async () => {
    const app = createTestApp(database.store, { contract });
    const first = startUpload(app, question(2000));
    await first.isReading;
    const refused = await app.call('/api/v1/debates', {
      method: 'POST',
      body: question(1500),
      headers: { 'content-type': 'application/json' },
    });
    expect(refused.json).toMatchObject({ status: 503, code: 'overloaded' });
    expect(refused.headers.get('retry-after')).toBe(`${contract.http.retryAfterSeconds}`);
    first.finish();
    expect((await first.answer).status).toBe(202);
    const later = startUpload(app, question(1500));
    later.finish();
    expect((await later.answer).status).toBe(202);
    app.close();
  });

  test('count with the declared length before a byte of them is read', async () => {
    const app = createTestApp(database.store, { contract });
    const declared = startUpload(app, question(10), { 'content-length': '2500' });
    await declared.isReading;
    const second = startUpload(app, question(1000));
    second.finish();
    expect((await second.answer).status).toBe(503);
    declared.finish();
    await declared.answer;
    app.close();
  });

  test('leave room for small bodies', async () => {
    const app = createTestApp(database.store, { contract });
    const large = startUpload(app, question(2800));
    await large.isReading;
    const small = startUpload(app, question(50));
    small.finish();
    expect((await small.answer).status).toBe(202);
    large.finish();
    expect((await large.answer).status).toBe(202);
    app.close();
  });

  test.each(['follow-ups', 'reruns'])('count with the documents that %s take over', async (path) => {
    const app = createTestApp(database.store, { contract });
    // Its documents have 1500 characters.
    const id = await seedDebate(database.store, openQuestionDebate().events);
    const large = startUpload(app, question(2000));
    await large.isReading;
    const [panel, judge] = [[{ model: 'scripted' }, { model: 'scripted' }], { model: 'scripted' }];
    const body = { question: 'And then?', panel, judge };
    const repeat = () => app.call(`/api/v1/debates/${id}/${path}`, { method: 'POST', body });
    expect((await repeat()).json).toMatchObject({ status: 503, code: 'overloaded' });
    large.finish();
    await large.answer;
    expect((await repeat()).status).toBe(202);
    app.close();
  });
});
