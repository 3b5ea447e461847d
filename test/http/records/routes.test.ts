import { describe, expect, test } from 'vitest';
import type { DebateEvent } from '../../../app/debate/core/events.ts';
import { createManualClock } from '../../support/clocks/manual-clock.ts';
import { debateCancelled } from '../../support/debates/events.ts';
import {
  closedQuestionDebate,
  openQuestionDebate,
  testSigner,
} from '../../support/debates/sample-debates.ts';
import { openApp } from '../../support/http/open-app.ts';
import { createTestApp, seedDebate } from '../../support/http/test-app.ts';

const { app, database } = await openApp();

const getRecord = (id: string, query = '') => app.call(`/api/v1/debates/${id}/record${query}`);

async function createDebate(question = 'Q'): Promise<string> {
  const { json } = await app.call('/api/v1/debates', { method: 'POST', body: { question } });
  return json.id;
}

test('the record of an ended debate is returned', async () => {
  const id = await seedDebate(database.store, openQuestionDebate().events);
  const { status, json } = await getRecord(id);
  expect(status).toBe(200);
  expect(json).toMatchObject({
    ...openQuestionDebate().record,
    debate: id,
    startedAt: expect.anything(),
    endedAt: expect.anything(),
    hashes: { contract: 'test' },
    signature: { keyId: testSigner.key.keyId },
  });
});

test('the record of a running debate is answered 202 with Retry-After', async () => {
  const id = await createDebate();
  const answer = await getRecord(id);
  expect([answer.status, answer.json]).toEqual([202, { id, status: 'running' }]);
  expect(answer.headers.get('retry-after')).toBe('2');
});

describe('the record with ?wait', () => {
  test('is returned as soon as the debate ends', async () => {
    const id = await createDebate();
    const answer = getRecord(id, '?wait=5');
    await app.append(id, debateCancelled);
    expect((await answer).json).toMatchObject({ outcome: 'cancelled', hashes: { events: 3 } });
  });

  test('is returned at once if the debate has ended', async () => {
    const id = await seedDebate(database.store, closedQuestionDebate().events);
    expect((await getRecord(id, '?wait=5')).status).toBe(200);
  });

  test('is answered 202 after the wait and unsubscribes, also when the client disconnects', async () => {
    const id = await createDebate();
    let followed = 0;
    const subscribe = () => {
      followed += 1;
      return () => {
        followed -= 1;
      };
    };
    const clock = createManualClock();
    const waiting = createTestApp(database.store, { clock, hub: { subscribe, close() {} } });
    const path = `/api/v1/debates/${id}/record?wait=5`;
    const waitingCall = waiting.call(path);
    const client = new AbortController();
    const abortedCall = waiting.hono.request(path, { signal: client.signal });
    await expect.poll(() => followed).toBe(2);

    client.abort();
    expect((await abortedCall).status).toBe(408);
    expect(waiting.logLines).toContainEqual(expect.objectContaining({ route: 'debateRecord', status: 499 }));
    expect(followed).toBe(1);
    clock.advance(5000);
    expect((await waitingCall).json).toEqual({ id, status: 'running' });
    expect(followed).toBe(0);
  });

  test.each(['6', '-1', '1.5', 'soon', ''])('is refused for wait=%j', async (wait) => {
    const answer = await getRecord(await createDebate(), `?wait=${wait}`);
    expect(answer.json).toMatchObject({ status: 400, code: 'invalid-query' });
  });
});

describe('export', () => {
  const hostile = `Is <script>alert("x")</script> & 'y' right?`;
  const exported = (id: string, format: string) => app.call(`/api/v1/debates/${id}/export?format=${format}`);

  async function hostileDebate(): Promise<string> {
    const events = openQuestionDebate().events.map(
      (event): DebateEvent =>
        event.type === 'debate.created' ? { ...event, data: { ...event.data, question: hostile } } : event,
    );
    return seedDebate(database.store, events);
  }

  test('as Markdown has the answer, the minority report, the evidence and the cost', async () => {
    const id = await seedDebate(database.store, openQuestionDebate().events);
    const { headers, text } = await exported(id, 'md');
    expect(headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    expect(headers.get('content-disposition')).toBe(`attachment; filename="debate-${id}.md"`);
    for (const part of [
      '# Should we split the monolith?',
      '## Answer\n\nSplit the **payments** part first.\n\n1. Measure.\n2. Cut.',
      '- **Agreement**: 67% (agreement, not correctness); by round: 33% → 67%',
      '## Minority report\n\n- **Bela (Sceptic)**: Keep it whole.',
      '## Changes of position',
      '  - Because: E1 shows the loss.',
      '- **Consensus**: what all agents hold\n  - Deployments must get safer.',
      '“all teams agreed to it” (not found in the document; cited by Cleo)',
      '## Cost',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('Partial coverage');
  });

  test('as HTML escapes all text, has no scripts and loads nothing', async () => {
    const { headers, text } = await exported(await hostileDebate(), 'html');
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(text).toContain('Is &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39; right?');
    expect(text).not.toMatch(/<script|<img|<link|<iframe|\bon\w+=|src=|href=/i);
    expect(text).toContain('<main>');
    expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  test('as JSON is the record', async () => {
    const id = await hostileDebate();
    const { json } = await exported(id, 'json');
    expect(json).toEqual((await getRecord(id)).json);
    expect(json.question).toBe(hostile);
  });

  test('as JSON lines is the log, also while the debate runs', async () => {
    const id = await createDebate();
    const { headers, text } = await exported(id, 'jsonl');
    expect(headers.get('content-type')).toBe('application/jsonl; charset=utf-8');
    const events = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events).toMatchObject([
      { debate: id, seq: 1, type: 'debate.created' },
      { debate: id, seq: 2, type: 'round.started' },
    ]);
  });

  test.each(['md', 'html', 'json'])('as %s is refused while the debate runs', async (format) => {
    const answer = await exported(await createDebate(), format);
    expect(answer.json).toMatchObject({ status: 409, code: 'debate-not-ended' });
  });

  test.each(['pdf', '', '__proto__'])('refuses the format %j', async (format) => {
    const answer = await exported(await createDebate(), format);
    expect(answer.json).toMatchObject({ status: 400, code: 'invalid-query' });
  });
});
