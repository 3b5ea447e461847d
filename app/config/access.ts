import { keyScopes } from '../contract/route.ts';
import { httpRoles } from '../contract/variable.ts';
import type { AccessPolicy } from '../http/auth/access-control.ts';
import { hashSecret, matchesSecret, parseCredential } from '../http/auth/credentials.ts';
import { defaultTenant } from '../http/middleware/authentication.ts';
import type { CredentialStore } from '../store/store.ts';
import type { Config, Environment } from './config.ts';

/** Whom the server lets in, as the environment has it. */
export interface AccessConfig extends AccessPolicy {
  /** The text of the key that the environment sets; null: none. */
  readonly adminKey: string | null;
}

/** There would be nobody who could use the server. The message is for whoever starts it, and names the cure. */
export class AdminKeyError extends Error {
  override readonly name = 'NoAdmin';
}

type AccessInput = Pick<Config, 'environment' | 'contract' | 'role' | 'host'>;

const isLoopback = (host: string): boolean => /^(?:127\.[\d.]+|::1|localhost)$/.test(host);

/** Open only where nobody but this machine can connect, and nobody has said otherwise. Adds to `problems`. */
export function parseAccess(facts: AccessInput, problems: string[]): AccessConfig {
  const { environment, contract, role } = facts;
  const { ROSTRUM_ADMIN_KEY: adminKey = null, ROSTRUM_KEY_PEPPER: pepper = null } = environment;
  const why = reasonForKeys(facts);
  const answers = httpRoles.includes(role);
  if (adminKey !== null && parseCredential(adminKey) === null)
    problems.push(
      `ROSTRUM_ADMIN_KEY: it must be rk_, an id, _ and a secret of 43 characters. ${makeKeyHint}`,
    );
  const charsMin = contract.access.pepperCharsMin;
  if (pepper === null ? answers && why !== null : pepper.length < charsMin) {
    const need = pepper === null ? `keys are needed (${why}), and` : 'it is too short:';
    problems.push(
      `ROSTRUM_KEY_PEPPER: ${need} their hashes need ${charsMin} random characters or more, the same in all ` +
        'processes. Make some with: openssl rand -base64 32',
    );
  }
  return { isOpen: why === null, pepper, adminKey, origins: parseOrigins(environment, problems) };
}

/** Why keys are needed; null: they are not. */
function reasonForKeys({ environment, contract, host, role }: AccessInput): string | null {
  if (role === 'function') return 'others come through the balancer before it';
  if (!isLoopback(host)) return `others can reach HOST=${host}`;
  if (contract.edge.trustedProxies > 0) return 'others come through the proxy before it';
  if (environment.ROSTRUM_ADMIN_KEY !== undefined) return 'ROSTRUM_ADMIN_KEY is set';
  return contract.access.openOnLoopback ? null : 'the profile says so';
}

const makeKeyHint =
  'Make one with: echo "rk_$(openssl rand -hex 8)_$(openssl rand -base64 32 | tr +/ -_ | tr -d =)"';

/** What to say of the first key where keys are needed and none is set. The database may have one already. */
export function missingAdminKey(
  { role }: Pick<AccessInput, 'role'>,
  { isOpen, adminKey }: AccessConfig,
): string[] {
  if (isOpen || adminKey !== null || !httpRoles.includes(role)) return [];
  return [
    `ROSTRUM_ADMIN_KEY: somebody needs a first key, unless the database has one with the scope admin. ${makeKeyHint}`,
  ];
}

/**
 * Sees, before a database is made, that somebody will be able to use it: a new one has no keys. Throws NoAdmin.
 */
export function checkAdminKey(config: Pick<Config, 'role' | 'access'>, newDatabase: boolean): void {
  const [missing] = newDatabase ? missingAdminKey(config, config.access) : [];
  if (missing !== undefined)
    throw new AdminKeyError(
      `Access is by key, and a new database has none. Set ROSTRUM_ADMIN_KEY. ${makeKeyHint}`,
    );
}

function parseOrigins({ ROSTRUM_ORIGINS: text = '' }: Environment, problems: string[]): string[] {
  const origins = text.split(',').flatMap((origin) => origin.trim() || []);
  for (const origin of origins)
    if (URL.parse(origin)?.origin !== origin)
      problems.push(
        `ROSTRUM_ORIGINS: ${origin} is no origin, such as https://debates.example, without a path.`,
      );
  return origins;
}

/**
 * Stores the key that the environment sets, once, and sees that somebody can administer the server. Throws NoAdmin.
 * A key that was revoked stays so.
 */
export async function ensureAdminKey(
  access: AccessConfig,
  store: CredentialStore,
  now: () => Date,
): Promise<void> {
  const { isOpen, adminKey, pepper } = access;
  if (isOpen || pepper === null) return;
  const at = now().toISOString();
  const credential = adminKey === null ? null : parseCredential(adminKey);
  if (credential) {
    const { id, secret } = credential;
    const shown = {
      id,
      tenant: defaultTenant,
      name: 'ROSTRUM_ADMIN_KEY',
      scopes: keyScopes,
      createdAt: at,
      expiresAt: null,
    };
    await store.addKey({ ...shown, secretHash: hashSecret(pepper, secret) });
    const stored = await store.findKey(id);
    if (!stored || !matchesSecret(pepper, secret, stored.secretHash))
      throw new AdminKeyError(
        `ROSTRUM_ADMIN_KEY has the id of a stored key (${id}), but not its secret, or ROSTRUM_KEY_PEPPER is ` +
          `another one than when it was stored. Put the old values back, or set a new key. ${makeKeyHint}`,
      );
  }
  if (await store.hasAdmin(at)) return;
  const none = credential ? 'The key in ROSTRUM_ADMIN_KEY has been revoked, and' : 'Access is by key, and';
  throw new AdminKeyError(
    `${none} there is no valid key with the scope admin. Set ROSTRUM_ADMIN_KEY. ${makeKeyHint}`,
  );
}
