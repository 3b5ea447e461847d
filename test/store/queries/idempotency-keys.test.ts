import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databases, type OpenDatabase } from '../../support/stores/databases.ts';
import { newDebate } from '../fixtures.ts';

describe.each(databases.filter(({ available }) => available))('idempotency keys on $name', ({ open }) => {
  let opened: OpenDatabase;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`;
  const createWithKey = (key: string, second: number) => {
    const idempotency = { key, bodyHash: 'body' };
    return newDebate({ tenant: 'forgets', at: at(second), idempotency });
  };

  it('lead to the creation of their tenant', async () => {
    const { store } = opened;
    const debate = createWithKey('found', 9);
    await store.create(debate);
    expect(await store.creation('forgets', 'found')).toEqual({ bodyHash: 'body', debate: debate.id });
    expect(await store.creation('other', 'found')).toBeNull();
    expect(await store.creation('forgets', 'unknown')).toBeNull();
  });

  it('are pruned by age in batches, oldest first, and their debates stay', async () => {
    const { store } = opened;
    const debates = [createWithKey('second', 2), createWithKey('first', 1), createWithKey('third', 3)];
    for (const debate of debates) await store.create(debate);
    const again = async (key: string) => (await store.create(createWithKey(key, 4))).outcome;

    expect(await store.pruneIdempotencyKeys(at(1), 10)).toBe(0);
    expect(await store.pruneIdempotencyKeys(at(3), 1)).toBe(1);
    expect([await again('second'), await again('first')]).toEqual(['repeated', 'created']);
    expect(await store.pruneIdempotencyKeys(at(3), 10)).toBe(1);
    expect([await again('second'), await again('third')]).toEqual(['created', 'repeated']);
    for (const { id } of debates) expect(await store.get('forgets', id)).not.toBeNull();
  });

  it('are pruned exactly once by concurrent calls', async () => {
    const { store } = opened;
    for (let key = 0; key < 9; key += 1) await store.create(createWithKey(`batch ${key}`, 5));
    const pruned = await Promise.all([1, 2, 3].map(() => store.pruneIdempotencyKeys(at(6), 100)));
    expect(pruned.reduce((sum, count) => sum + count, 0)).toBe(9 + 3);
  });
});
