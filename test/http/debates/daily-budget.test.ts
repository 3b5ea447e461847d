import { describe, expect, test } from 'vitest';
import { createTestKey, keyedAccess } from '../../support/http/api-keys.ts';
import { openApp } from '../../support/http/open-app.ts';

const now = () => new Date('2026-03-01T18:00:00.000Z');
const { app, database, create } = await openApp({ policy: keyedAccess, tenantUsdPerDay: 10, now });

const keyWith = (
  tenant: string,
  usdPerDay: number | null,
  scopes: readonly ('read' | 'run')[] = ['read', 'run'],
) => createTestKey(database.store, tenant, scopes, { usdPerDay, createdAt: now().toISOString() });
const usageOf = async (headers: Readonly<Record<string, string>>) =>
  (await app.call('/api/v1/usage', { headers })).json;

describe('the budget of a day', () => {
  test('of a key refuses what does not fit, says how much is left, and is free again when debates end', async () => {
    const { headers } = await keyWith('one', 4);
    const first = await create({ question: 'Q', budget: { usd: 3 } }, headers);
    expect(first.status).toBe(202);
    const refused = await create({ question: 'Q', budget: { usd: 2 } }, headers);
    expect(refused.json).toMatchObject({ status: 429, code: 'daily-budget-spent' });
    expect(refused.json.detail).toContain('this key has $1.00 left of $4.00');
    expect(refused.headers.get('retry-after')).toBe(`${6 * 3600}`);
    await app.call(`/api/v1/debates/${first.json.id}/cancel`, { method: 'POST', headers });
    expect((await create({ question: 'Q', budget: { usd: 2 } }, headers)).status).toBe(202);
    expect((await usageOf(headers)).today).toEqual({
      key: { usdPerDay: 4, heldUsd: 2 },
      tenant: { usdPerDay: 10, heldUsd: 2 },
    });
  });

  test('of a tenant holds for all its keys, and is announced at 80 and 95%', async () => {
    const [a, b] = [await keyWith('two', null), await keyWith('two', null)];
    const first = await create({ question: 'Q', budget: { usd: 7 } }, a.headers);
    expect(first.json.warnings.join()).not.toContain('today');
    const second = await create({ question: 'Q', budget: { usd: 2 } }, b.headers);
    expect(second.json.warnings).toContain(
      '90% of the $10.00 that this tenant has for today is spent, or held by running debates.',
    );
    const third = await create({ question: 'Q', budget: { usd: 0.6 } }, a.headers);
    expect(third.json.warnings).toContain(
      '96% of the $10.00 that this tenant has for today is spent, or held by running debates. ' +
        'New debates may be refused until tomorrow (UTC).',
    );
    expect((await create({ question: 'Q', budget: { usd: 2 } }, a.headers)).status).toBe(429);
    const extend = { method: 'POST', headers: a.headers, body: { budget: { usd: 9 } } };
    const extended = await app.call(`/api/v1/debates/${first.json.id}/extend`, extend);
    expect(extended.json).toMatchObject({ status: 429, code: 'daily-budget-spent' });
  });

  test('gives a debate without a budget one, and a repeated creation costs nothing', async () => {
    const { headers } = await keyWith('three', 1);
    const repeated = { ...headers, 'idempotency-key': 'same' };
    const first = await create({ question: 'Q' }, repeated);
    expect(first.status).toBe(202);
    const [event] = await database.store.events({ tenant: 'three', debate: first.json.id }, 0, 1);
    expect(event).toMatchObject({ data: { budget: { usd: expect.any(Number) } } });
    await create({ question: 'Other', budget: { usd: 1 } }, headers);
    expect((await create({ question: 'Q' }, repeated)).json.id).toBe(first.json.id);
  });
});

test('a day in the query of the usage is checked', async () => {
  const { headers } = await keyWith('four', null);
  expect((await app.call('/api/v1/usage?from=2026-13-01', { headers })).json).toMatchObject({ status: 400 });
});
