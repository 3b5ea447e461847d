import { z } from '@hono/zod-openapi';
import type { Contract } from '../../contract/types/contract.ts';
import type { CreatedKeyResponse, KeyListResponse, KeyResponse } from '../../debate/views/responses.ts';
import type { ApiKey, NewApiKey, Store } from '../../store/store.ts';
import type { AppContext, Caller } from '../context.ts';
import { throwProblem } from '../errors/problem-types.ts';
import type { RegisterRoute } from '../router.ts';
import { parseBody, readJsonBody, requireEmptyBody } from '../schemas/json-body.ts';
import { createdKeySchema, keyListSchema, newKeySchema } from '../schemas/keys.ts';
import { jsonResponse } from '../schemas/responses.ts';
import type { AccessControl } from './access-control.ts';
import { defaultTenant } from './callers.ts';
import { formatCredential, hashSecret } from './credentials.ts';

export interface KeyRoutesDeps {
  readonly contract: Contract;
  readonly store: Pick<
    Store,
    'countActiveKeys' | 'addKey' | 'listKeys' | 'revokeKey' | 'findKey' | 'rotateKey'
  >;
  readonly accessControl: Pick<AccessControl, 'policy' | 'auditLog' | 'keySessions'>;
  readonly now: () => Date;
  readonly randomId: () => string;
  readonly randomSecret: () => string;
}

/** Manages the keys of the caller's tenant. The text of a key is shown once, in the response that creates it. */
export function registerKeyRoutes(register: RegisterRoute, deps: KeyRoutesDeps): void {
  const { contract, store, accessControl, now } = deps;
  const { keysPerTenantMax, rotationOverlapMs } = contract.access;

  const schema = newKeySchema(contract);
  const body = { content: { 'application/json': { schema } }, required: true };
  const created = { 201: jsonResponse('The key. It is not shown again.', createdKeySchema) };
  register('createKey', { request: { body }, responses: created }, async (c) => {
    const newKey = parseBody(schema, await readJsonBody(c, contract));
    const tenant = resolveTenant(newKey.tenant, c.var.caller);
    const at = now();
    if ((await store.countActiveKeys(tenant, at.toISOString())) >= keysPerTenantMax)
      return throwProblem(
        'too-many-keys',
        `A tenant can have at most ${keysPerTenantMax} keys. Revoke one first.`,
      );
    const { lifetimeSeconds } = newKey;
    const expiresAt = lifetimeSeconds === undefined ? null : addMs(at, lifetimeSeconds * 1000);
    const { key, text } = generateKey(
      deps,
      { ...newKey, tenant, expiresAt, usdPerDay: newKey.usdPerDay ?? null },
      at,
    );
    if (!(await store.addKey(key))) throw new Error('random key id is already in use');
    await auditKeyAction(c, deps, 'key.create', key.id);
    return c.json(toCreatedKeyResponse(key, text), 201);
  });

  register(
    'listKeys',
    { responses: { 200: jsonResponse('Keys, newest first', keyListSchema) } },
    async (c) => {
      const keys = await store.listKeys(c.var.caller.tenant, keysPerTenantMax);
      const list: KeyListResponse = { keys: keys.map(toKeyResponse) };
      return c.json(list);
    },
  );

  const request = { params: z.object({ key: z.string().openapi({ description: 'Id of the key' }) }) };
  const revoked = { 204: { description: 'Revoked. Connections opened with the key are closed.' } };
  register('revokeKey', { request, responses: revoked }, async (c) => {
    const id = parseKeyParam(c);
    const isRevoked = await store.revokeKey(c.var.caller.tenant, id, now().toISOString());
    if (!isRevoked) return throwKeyNotFound(id);
    accessControl.keySessions.revoke(id);
    await auditKeyAction(c, deps, 'key.revoke', id);
    return c.body(null, 204);
  });

  const description =
    'The new key has the same name, scopes, lifetime and budget of the day. The old key stays valid for a while.';
  register('rotateKey', { request, responses: created, description }, async (c) => {
    await requireEmptyBody(c, contract);
    const id = parseKeyParam(c);
    const { tenant } = c.var.caller;
    const previous = await store.findKey(id);
    if (previous?.tenant !== tenant) return throwKeyNotFound(id);
    const at = now();
    const { key, text } = generateKey(deps, { ...previous, expiresAt: renewedExpiry(previous, at) }, at);
    if (!(await store.rotateKey(tenant, id, key, addMs(at, rotationOverlapMs))))
      return throwProblem(
        'key-inactive',
        'The key is revoked or expired, and only a valid key can be rotated. Create another.',
      );
    await auditKeyAction(c, deps, 'key.rotate', id);
    return c.json(toCreatedKeyResponse(key, text), 201);
  });
}

/** The tenant of a new key. A key of the default tenant may create keys for other tenants: that is how those start. */
function resolveTenant(tenant: string | undefined, caller: Caller): string {
  if (tenant === undefined || tenant === caller.tenant) return caller.tenant;
  if (caller.tenant === defaultTenant) return tenant;
  return throwProblem(
    'insufficient-scope',
    `Creating a key for ${tenant} needs a key of that tenant or of the tenant ${defaultTenant}.`,
  );
}

type KeyAttributes = Pick<ApiKey, 'tenant' | 'name' | 'scopes' | 'expiresAt' | 'usdPerDay'>;

function generateKey(
  { accessControl, randomId, randomSecret }: KeyRoutesDeps,
  attributes: KeyAttributes,
  at: Date,
) {
  const { pepper } = accessControl.policy;
  if (pepper === null)
    return throwProblem(
      'key-creation-disabled',
      'ROSTRUM_KEY_PEPPER is not set. Set it to 32 random characters and restart the server.',
    );
  const { tenant, name, scopes, expiresAt, usdPerDay } = attributes;
  const [id, secret] = [randomId(), randomSecret()];
  const createdAt = at.toISOString();
  const key: NewApiKey = {
    id,
    tenant,
    name,
    scopes: [...new Set(scopes)],
    secretHash: hashSecret(pepper, secret),
    createdAt,
    expiresAt,
    usdPerDay,
  };
  return { key, text: formatCredential({ id, secret }) };
}

const addMs = (at: Date, ms: number): string => new Date(at.getTime() + ms).toISOString();

/** A rotated key gets the full lifetime of the previous one, starting now. */
const renewedExpiry = ({ createdAt, expiresAt }: ApiKey, at: Date): string | null =>
  expiresAt === null ? null : addMs(at, Date.parse(expiresAt) - Date.parse(createdAt));

/** Copies each member, so that the hash is never sent. */
const toKeyResponse = (key: ApiKey): KeyResponse => ({
  id: key.id,
  tenant: key.tenant,
  name: key.name,
  scopes: key.scopes,
  createdAt: key.createdAt,
  expiresAt: key.expiresAt,
  revokedAt: key.revokedAt,
  lastUsedAt: key.lastUsedAt,
  usdPerDay: key.usdPerDay,
});

const toCreatedKeyResponse = (key: NewApiKey, text: string): CreatedKeyResponse => ({
  ...toKeyResponse({ ...key, usdPerDay: key.usdPerDay ?? null, revokedAt: null, lastUsedAt: null }),
  key: text,
});

const auditKeyAction = (
  { var: { caller, address } }: AppContext,
  { accessControl }: KeyRoutesDeps,
  action: string,
  id: string,
) => accessControl.auditLog.write({ caller, address, action, subject: `key/${id}`, outcome: 'done' });

function parseKeyParam(c: AppContext): string {
  const id = c.req.param('key') ?? '';
  return /^[A-Za-z0-9-]{1,64}$/.test(id) ? id : throwKeyNotFound(id);
}

function throwKeyNotFound(id: string): never {
  return throwProblem('not-found', `There is no key ${JSON.stringify(id)}.`);
}
