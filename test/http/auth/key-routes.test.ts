import { describe, expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { defaultTenant } from '../../../app/http/auth/callers.ts';
import { createTestKey, keyedAccess, type TestKey } from '../../support/http/api-keys.ts';
import { openApp } from '../../support/http/open-app.ts';
import { type CallOptions, createTestApp } from '../../support/http/test-app.ts';
import { currentTransport } from '../../support/http/transports.ts';

const contract = applyOverrides(profile('test'), { access: { keysPerTenantMax: 5 } });

let now = new Date('2026-06-01T00:00:00.000Z');
let admin: TestKey;
let tenants = 0;
const { app, database } = await openApp({ policy: keyedAccess, contract, now: () => now });

/** A new tenant for each test. */
const newTenant = async () => {
  tenants += 1;
  admin = await createTestKey(database.store, `tenant-${tenants}`);
  return admin;
};
const call = (path: string, options: CallOptions = {}, key = admin) =>
  app.call(`/api/v1/keys${path}`, { headers: key.headers, ...options });
const create = (body: object, key = admin) => call('', { method: 'POST', body }, key);
const use = (text: string) => app.call('/api/v1/debates', { headers: { authorization: `Bearer ${text}` } });
const reader = { name: 'The dashboard', scopes: ['read'] };

describe('creating a key', () => {
  test('returns the key once, and the key works immediately', async () => {
    await newTenant();
    const { status, json } = await create(reader);
    expect(status).toBe(201);
    expect(json).toMatchObject({
      ...reader,
      tenant: admin.tenant,
      createdAt: now.toISOString(),
      expiresAt: null,
      revokedAt: null,
      lastUsedAt: null,
      usdPerDay: null,
    });
    expect(json.key).toMatch(new RegExp(`^rk_${json.id}_[\\w-]{43}$`));
    expect((await use(json.key)).status).toBe(200);
  });

  test('exposes neither the secret nor its hash afterwards', async () => {
    await newTenant();
    const { json } = await create(reader);
    const secret = json.key.slice(-43);
    const stored = await database.store.findKey(json.id);
    expect(JSON.stringify(stored)).not.toContain(secret);
    const listed = await call('');
    expect(listed.text).toContain(json.id);
    expect(listed.text).not.toContain(secret);
    expect(listed.text).not.toContain(stored?.secretHash);
    expect(JSON.stringify(app.logLines)).not.toContain(secret);
  });

  test('with a lifetime makes it expire', async () => {
    await newTenant();
    const { json } = await create({ ...reader, lifetimeSeconds: 60 });
    expect(json.expiresAt).toBe(new Date(now.getTime() + 60_000).toISOString());
    now = new Date(now.getTime() + 60_000);
    expect((await use(json.key)).status).toBe(401);
  });

  test.each([
    [{ ...reader, scopes: [] }, 'scopes'],
    [{ ...reader, scopes: ['everything'] }, 'scopes'],
    [{ ...reader, name: ' ' }, 'name'],
    [{ scopes: ['read'] }, 'name'],
    [{ ...reader, lifetimeSeconds: 0 }, 'lifetimeSeconds'],
    [{ ...reader, tenant: 'a/b' }, 'tenant'],
    [{ ...reader, secret: 'mine' }, 'secret'],
  ])('refuses %j and names the member', async (body, member) => {
    await newTenant();
    const { json } = await create(body);
    expect(json).toMatchObject({ status: 422, code: 'validation-failed' });
    expect(json.detail).toContain(member);
  });

  test('removes duplicate scopes', async () => {
    await newTenant();
    expect((await create({ ...reader, scopes: ['read', 'read'] })).json.scopes).toEqual(['read']);
  });

  test('is refused above the key limit of the tenant', async () => {
    await newTenant();
    const made = [];
    for (let count = 1; count < 5; count += 1) made.push((await create(reader)).json.id);
    expect((await create(reader)).json).toMatchObject({ status: 409, code: 'too-many-keys' });
    await call(`/${made[0]}`, { method: 'DELETE' });
    expect((await create(reader)).status).toBe(201);
  });

  test('for another tenant is allowed with a key of the default tenant only', async () => {
    const operator = await createTestKey(database.store, defaultTenant);
    const { status, json } = await create(
      { name: 'Theirs', scopes: ['admin'], tenant: 'newcomer' },
      operator,
    );
    expect([status, json.tenant]).toEqual([201, 'newcomer']);
    await newTenant();
    const refused = await create({ name: 'Theirs', scopes: ['admin'], tenant: 'newcomer' });
    expect(refused.json).toMatchObject({ status: 403, code: 'insufficient-scope' });
  });
});

describe('revoking a key', () => {
  test('takes effect at once and can be repeated', async () => {
    await newTenant();
    const { json } = await create(reader);
    expect((await call(`/${json.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await use(json.key)).status).toBe(401);
    expect((await call(`/${json.id}`, { method: 'DELETE' })).status).toBe(204);
    const { json: list } = await call('');
    expect(list.keys).toContainEqual(expect.objectContaining({ id: json.id, revokedAt: now.toISOString() }));
  });

  test('is limited to keys of the caller’s tenant', async () => {
    const theirs = await newTenant();
    await newTenant();
    for (const id of [theirs.id, 'nonsense', 'a%20b']) {
      expect((await call(`/${id}`, { method: 'DELETE' })).status).toBe(404);
      expect((await call(`/${id}/rotate`, { method: 'POST' })).status).toBe(404);
    }
    expect((await use(theirs.credential)).status).toBe(200);
    expect((await call('')).json.keys.map(({ id }: { id: string }) => id)).toEqual([admin.id]);
  });
});

describe('rotating a key', () => {
  test('returns a new key, and both are valid during the overlap', async () => {
    await newTenant();
    const { json: old } = await create({ ...reader, lifetimeSeconds: 3600 });
    now = new Date(now.getTime() + 1000);
    const { status, json } = await call(`/${old.id}/rotate`, { method: 'POST' });
    expect(status).toBe(201);
    expect(json).toMatchObject({ ...reader, tenant: admin.tenant });
    expect(json.expiresAt).toBe(new Date(now.getTime() + 3_600_000).toISOString());
    expect([json.id === old.id, json.key === old.key]).toEqual([false, false]);
    for (const { key } of [old, json]) expect((await use(key)).status).toBe(200);
    now = new Date(now.getTime() + contract.access.rotationOverlapMs);
    expect((await use(old.key)).status).toBe(401);
    expect((await use(json.key)).status).toBe(200);
  });

  test('is refused for a revoked or expired key', async () => {
    await newTenant();
    const { json } = await create(reader);
    await call(`/${json.id}`, { method: 'DELETE' });
    const answer = await call(`/${json.id}/rotate`, { method: 'POST' });
    expect(answer.json).toMatchObject({ status: 409, code: 'key-inactive' });
  });
});

test('creating a key without a pepper is refused and names the variable to set', async () => {
  const open = createTestApp(database.store);
  const answer = await open.call('/api/v1/keys', { method: 'POST', body: reader });
  expect(answer.json).toMatchObject({ status: 409, code: 'key-creation-disabled' });
  expect(answer.json.detail).toContain('ROSTRUM_KEY_PEPPER');
  open.close();
});

test('an open server with a pepper can create keys', async () => {
  const open = createTestApp(database.store, { policy: { ...keyedAccess, isOpen: true } });
  const { json } = await open.call('/api/v1/keys', {
    method: 'POST',
    body: { name: 'Me', scopes: ['read'] },
  });
  expect(json.tenant).toBe(defaultTenant);
  expect((await use(json.key)).status).toBe(200);
  open.close();
});

test('actions on keys are in the audit log with their actor', async () => {
  await newTenant();
  const { json } = await create(reader);
  const { json: next } = await call(`/${json.id}/rotate`, { method: 'POST' });
  await call(`/${json.id}`, { method: 'DELETE' });
  const acts = await database.store.listAuditEntries(admin.tenant, 10);
  const by = {
    administrative: true,
    actor: `key/${admin.id}`,
    outcome: 'done',
    address: currentTransport().clientAddress,
  };
  expect(acts).toMatchObject([
    { ...by, action: 'key.revoke', subject: `key/${json.id}` },
    { ...by, action: 'key.rotate', subject: `key/${json.id}` },
    { ...by, action: 'key.create', subject: `key/${json.id}` },
  ]);
  expect(JSON.stringify(acts)).not.toContain(next.key.slice(-43));
});
