import { z } from '@hono/zod-openapi';
import type { CreatedKeyResponse, KeyListResponse, KeyResponse } from '../../debate/views/responses.ts';
import type { ApiKey, NewApiKey } from '../../store/store.ts';
import type { AppContext, AppDeps, Caller } from '../deps.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { defaultTenant } from '../middleware/authentication.ts';
import { readJsonBody, requireEmptyBody } from '../middleware/body.ts';
import type { RegisterRoute } from '../router.ts';
import { createdKeySchema, keyListSchema, newKeySchema } from '../schemas/keys.ts';
import { parseBody } from '../schemas/new-debate.ts';
import { jsonResponse } from '../schemas/responses.ts';
import { formatCredential, hashSecret } from './credentials.ts';

/** The keys of the caller's tenant. A key itself is shown once, when it is made. */
export function registerKeyRoutes(register: RegisterRoute, deps: AppDeps): void {
  const { contract, store, accessControl, now } = deps;
  const { keysPerTenantMax, rotationOverlapMs } = contract.access;

  const schema = newKeySchema(contract);
  const body = { content: { 'application/json': { schema } }, required: true };
  const created = { 201: jsonResponse('The key, which is never shown again', createdKeySchema) };
  register('createKey', { request: { body }, responses: created }, async (c) => {
    const newKey = parseBody(schema, await readJsonBody(c, contract));
    const tenant = resolveTenant(newKey.tenant, c.var.caller);
    const at = now();
    if ((await store.countActiveKeys(tenant, at.toISOString())) >= keysPerTenantMax)
      return throwProblem(
        'too-many-keys',
        `A tenant has ${keysPerTenantMax} keys at most. Revoke one first.`,
      );
    const { lifetimeSeconds } = newKey;
    const expiresAt = lifetimeSeconds === undefined ? null : addMs(at, lifetimeSeconds * 1000);
    const { key, text } = generateKey(
      deps,
      { tenant, name: newKey.name, scopes: newKey.scopes, expiresAt },
      at,
    );
    if (!(await store.addKey(key))) throw new Error('a random id has come twice');
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

  const request = { params: z.object({ key: z.string().openapi({ description: 'Its id' }) }) };
  const revoked = { 204: { description: 'It is no longer valid, and what was open with it ends' } };
  register('revokeKey', { request, responses: revoked }, async (c) => {
    const id = parseKeyParam(c);
    const isRevoked = await store.revokeKey(c.var.caller.tenant, id, now().toISOString());
    if (!isRevoked) return throwKeyNotFound(id);
    accessControl.keySessions.revoke(id);
    await auditKeyAction(c, deps, 'key.revoke', id);
    return c.body(null, 204);
  });

  const description = 'Same name, scopes and lifetime. The old key is valid for a while longer.';
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
        'Only a valid key can be rotated. This one is revoked or expired; make another.',
      );
    await auditKeyAction(c, deps, 'key.rotate', id);
    return c.json(toCreatedKeyResponse(key, text), 201);
  });
}

/** Whose key it will be. Whoever runs the server makes the first key of a tenant, which then makes its own. */
function resolveTenant(tenant: string | undefined, caller: Caller): string {
  if (tenant === undefined || tenant === caller.tenant) return caller.tenant;
  if (caller.tenant === defaultTenant) return tenant;
  return throwProblem(
    'insufficient-scope',
    `Keys of ${tenant} are made with a key of that tenant, or of the server's own.`,
  );
}

type KeyAttributes = Pick<NewApiKey, 'tenant' | 'name' | 'scopes' | 'expiresAt'>;

function generateKey(
  { accessControl, randomId, randomSecret }: AppDeps,
  attributes: KeyAttributes,
  at: Date,
) {
  const { pepper } = accessControl.policy;
  if (pepper === null)
    return throwProblem(
      'key-creation-disabled',
      'This server has no ROSTRUM_KEY_PEPPER. Set it to 32 random characters, and restart.',
    );
  const { tenant, name, scopes, expiresAt } = attributes;
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
  };
  return { key, text: formatCredential({ id, secret }) };
}

const addMs = (at: Date, ms: number): string => new Date(at.getTime() + ms).toISOString();

/** The end of a successor: as long after now as its predecessor's was after its beginning. */
const renewedExpiry = ({ createdAt, expiresAt }: ApiKey, at: Date): string | null =>
  expiresAt === null ? null : addMs(at, Date.parse(expiresAt) - Date.parse(createdAt));

/** Never with the hash. */
const toKeyResponse = (key: ApiKey): KeyResponse => ({
  id: key.id,
  tenant: key.tenant,
  name: key.name,
  scopes: key.scopes,
  createdAt: key.createdAt,
  expiresAt: key.expiresAt,
  revokedAt: key.revokedAt,
  lastUsedAt: key.lastUsedAt,
});

const toCreatedKeyResponse = (key: NewApiKey, text: string): CreatedKeyResponse => ({
  ...toKeyResponse({ ...key, revokedAt: null, lastUsedAt: null }),
  key: text,
});

const auditKeyAction = (
  { var: { caller, address } }: AppContext,
  { accessControl }: AppDeps,
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
