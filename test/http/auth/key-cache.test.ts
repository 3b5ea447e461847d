import { beforeEach, describe, expect, it } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { createKeyCache, type KeyCache } from '../../../app/http/auth/key-cache.ts';
import type { ApiKey } from '../../../app/store/store.ts';
import { createManualClock, type ManualClock } from '../../support/clocks/manual-clock.ts';

const contract = applyOverrides(profile('production'), { access: { keyCacheMax: 2 } });
const { keyCacheMs } = contract.access;

const createKey = (id: string): ApiKey => ({
  ...{ id, tenant: 'acme', name: 'key', scopes: ['read'], secretHash: 'hash' },
  ...{
    createdAt: '2026-01-01T00:00:00.000Z',
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
    usdPerDay: null,
  },
});

let clock: ManualClock;
let reads: string[];
let stored: Map<string, ApiKey>;
let isBusHealthy: boolean;
let cache: KeyCache;

beforeEach(() => {
  clock = createManualClock();
  reads = [];
  stored = new Map(['k1', 'k2', 'k3'].map((id) => [id, createKey(id)]));
  isBusHealthy = true;
  const store = {
    findKey: async (id: string) => {
      reads.push(id);
      return stored.get(id) ?? null;
    },
  };
  cache = createKeyCache({ store, bus: { isHealthy: () => isBusHealthy }, contract, clock });
});

describe('a key', () => {
  it('is read once while it is fresh', async () => {
    for (let requests = 0; requests < 3; requests += 1) await cache.find('k1');
    expect(reads).toEqual(['k1']);
    clock.advance(keyCacheMs);
    await cache.find('k1');
    expect(reads).toEqual(['k1', 'k1']);
  });

  it('that was revoked is read again', async () => {
    await cache.find('k1');
    cache.forget('k1');
    stored.set('k1', { ...createKey('k1'), revokedAt: '2026-01-02T00:00:00.000Z' });
    expect(await cache.find('k1')).toMatchObject({ revokedAt: '2026-01-02T00:00:00.000Z' });
  });

  it('that is revoked while it is read is not kept', async () => {
    const reading = cache.find('k1');
    cache.forget('k1');
    await reading;
    await cache.find('k1');
    expect(reads).toEqual(['k1', 'k1']);
  });

  it('is read each time while no revocation could arrive, and after that', async () => {
    await cache.find('k1');
    isBusHealthy = false;
    for (let requests = 0; requests < 2; requests += 1) await cache.find('k1');
    expect(reads).toEqual(['k1', 'k1', 'k1']);
  });

  it('shows its last use', async () => {
    await cache.find('k1');
    cache.noteUse('k1', '2026-01-03T00:00:00.000Z');
    expect(await cache.find('k1')).toMatchObject({ lastUsedAt: '2026-01-03T00:00:00.000Z' });
  });

  it('that does not exist is not kept', async () => {
    for (let requests = 0; requests < 2; requests += 1) expect(await cache.find('other')).toBeNull();
    expect(reads).toEqual(['other', 'other']);
  });

  it('evicts the oldest', async () => {
    for (const id of ['k1', 'k2', 'k3', 'k2', 'k3', 'k1']) await cache.find(id);
    expect(reads).toEqual(['k1', 'k2', 'k3', 'k1']);
  });
});
