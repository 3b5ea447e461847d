import { z } from '@hono/zod-openapi';
import type { CreatedKeyResource, KeyListResource, KeyResource } from '../debate/resources.ts';
import type { ApiKey, NewApiKey } from '../store/store.ts';
import { homeTenant } from './access.ts';
import { readJsonBody, refuseBody } from './body.ts';
import { credentialText, secretHash } from './credentials.ts';
import { createdKeySchema, keyListSchema, newKeySchema } from './key-schemas.ts';
import type { Mount } from './mount.ts';
import type { AppContext, AppParts, Caller } from './parts.ts';
import { refuse } from './problems.ts';
import { json } from './resource-schemas.ts';
import { readMembers } from './schemas.ts';

/** The keys of the caller's tenant. A key itself is shown once, when it is made. */
export function mountKeys(mount: Mount, parts: AppParts): void {
  const { contract, store, gate, now } = parts;
  const { keysPerTenantMax, rotationOverlapMs } = contract.access;

  const schema = newKeySchema(contract);
  const body = { content: { 'application/json': { schema } }, required: true };
  const created = { 201: json('The key, which is never shown again', createdKeySchema) };
  mount('createKey', { request: { body }, responses: created }, async (c) => {
    const asked = readMembers(schema, await readJsonBody(c, contract));
    const tenant = tenantOf(asked.tenant, c.var.caller);
    const at = now();
    if ((await store.liveKeys(tenant, at.toISOString())) >= keysPerTenantMax)
      return refuse('too-many-keys', `A tenant has ${keysPerTenantMax} keys at most. Revoke one first.`);
    const { lifetimeSeconds } = asked;
    const expiresAt = lifetimeSeconds === undefined ? null : later(at, lifetimeSeconds * 1000);
    const { key, text } = makeKey(parts, { tenant, name: asked.name, scopes: asked.scopes, expiresAt }, at);
    if (!(await store.addKey(key))) throw new Error('a random id has come twice');
    await written(c, parts, 'key.create', key.id);
    return c.json(createdKey(key, text), 201);
  });

  mount('listKeys', { responses: { 200: json('Keys, newest first', keyListSchema) } }, async (c) => {
    const keys = await store.keys(c.var.caller.tenant, keysPerTenantMax);
    const list: KeyListResource = { keys: keys.map(keyResource) };
    return c.json(list);
  });

  const request = { params: z.object({ key: z.string().openapi({ description: 'Its id' }) }) };
  const ended = { 204: { description: 'It is no longer valid, and what was open with it ends' } };
  mount('revokeKey', { request, responses: ended }, async (c) => {
    const id = keyId(c);
    const isRevoked = await store.revokeKey(c.var.caller.tenant, id, now().toISOString());
    if (!isRevoked) return refuseNoKey(id);
    gate.visits.revoke(id);
    await written(c, parts, 'key.revoke', id);
    return c.body(null, 204);
  });

  const description = 'Same name, scopes and lifetime. The old key is valid for a while longer.';
  mount('rotateKey', { request, responses: created, description }, async (c) => {
    await refuseBody(c, contract);
    const id = keyId(c);
    const { tenant } = c.var.caller;
    const old = await store.key(id);
    if (old?.tenant !== tenant) return refuseNoKey(id);
    const at = now();
    const { key, text } = makeKey(parts, { ...old, expiresAt: renewed(old, at) }, at);
    if (!(await store.rotateKey(tenant, id, key, later(at, rotationOverlapMs))))
      return refuse(
        'key-ended',
        'Only a valid key can be rotated. This one is revoked or expired; make another.',
      );
    await written(c, parts, 'key.rotate', id);
    return c.json(createdKey(key, text), 201);
  });
}

/** Whose key it will be. Whoever runs the server makes the first key of a tenant, which then makes its own. */
function tenantOf(tenant: string | undefined, caller: Caller): string {
  if (tenant === undefined || tenant === caller.tenant) return caller.tenant;
  if (caller.tenant === homeTenant) return tenant;
  return refuse('forbidden', `Keys of ${tenant} are made with a key of that tenant, or of the server's own.`);
}

type Wanted = Pick<NewApiKey, 'tenant' | 'name' | 'scopes' | 'expiresAt'>;

function makeKey({ gate, randomId, randomSecret }: AppParts, wanted: Wanted, at: Date) {
  const { pepper } = gate.rules;
  if (pepper === null)
    return refuse(
      'no-pepper',
      'This server has no ROSTRUM_KEY_PEPPER. Set it to 32 random characters, and restart.',
    );
  const { tenant, name, scopes, expiresAt } = wanted;
  const [id, secret] = [randomId(), randomSecret()];
  const createdAt = at.toISOString();
  const key: NewApiKey = {
    id,
    tenant,
    name,
    scopes: [...new Set(scopes)],
    secretHash: secretHash(pepper, secret),
    createdAt,
    expiresAt,
  };
  return { key, text: credentialText({ id, secret }) };
}

const later = (at: Date, ms: number): string => new Date(at.getTime() + ms).toISOString();

/** The end of a successor: as long after now as its predecessor's was after its beginning. */
const renewed = ({ createdAt, expiresAt }: ApiKey, at: Date): string | null =>
  expiresAt === null ? null : later(at, Date.parse(expiresAt) - Date.parse(createdAt));

/** Never with the hash. */
const keyResource = (key: ApiKey): KeyResource => ({
  id: key.id,
  tenant: key.tenant,
  name: key.name,
  scopes: key.scopes,
  createdAt: key.createdAt,
  expiresAt: key.expiresAt,
  revokedAt: key.revokedAt,
  lastUsedAt: key.lastUsedAt,
});

const createdKey = (key: NewApiKey, text: string): CreatedKeyResource => ({
  ...keyResource({ ...key, revokedAt: null, lastUsedAt: null }),
  key: text,
});

const written = ({ var: { caller, address } }: AppContext, { gate }: AppParts, action: string, id: string) =>
  gate.audit.write({ caller, address, action, subject: `key/${id}`, outcome: 'done' });

function keyId(c: AppContext): string {
  const id = c.req.param('key') ?? '';
  return /^[A-Za-z0-9-]{1,64}$/.test(id) ? id : refuseNoKey(id);
}

function refuseNoKey(id: string): never {
  return refuse('not-found', `There is no key ${JSON.stringify(id)}.`);
}
