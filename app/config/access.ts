import type { Contract } from '../contract/types/contract.ts';
import { httpRoles, type ProcessRole } from '../contract/variable.ts';
import type { AccessPolicy } from '../http/auth/access-control.ts';
import { parseCredential } from '../http/auth/credentials.ts';
import type { OpenIdSettings } from '../http/auth/open-id-settings.ts';
import type { Environment } from './environment.ts';
import { isLoopback } from './loopback.ts';
import { parseOpenId } from './open-id.ts';

/** The access policy of the server, from the environment. */
export interface AccessConfig extends AccessPolicy {
  /** The value of ROSTRUM_ADMIN_KEY; null if it is not set. */
  readonly adminKey: string | null;
  /** What the debates of each tenant may cost a day; null: no limit. */
  readonly tenantUsdPerDay: number | null;
  /** null: people cannot sign in by OpenID Connect. */
  readonly openId: OpenIdSettings | null;
}

interface AccessInput {
  readonly environment: Environment;
  readonly contract: Contract;
  readonly role: ProcessRole;
  readonly host: string;
}

export const makeKeyHint =
  'Make one with: echo "rk_$(openssl rand -hex 8)_$(openssl rand -base64 32 | tr +/ -_ | tr -d =)"';

/**
 * Parses the access settings. Open only if no other machine can connect and no setting asks for keys. Adds to
 * `problems`.
 */
export function parseAccess(input: AccessInput, problems: string[]): AccessConfig {
  const { environment, contract, role } = input;
  const { ROSTRUM_ADMIN_KEY: adminKey = null, ROSTRUM_KEY_PEPPER: pepper = null } = environment;
  const reason = reasonForKeys(input);
  const servesHttp = httpRoles.includes(role);
  if (adminKey !== null && parseCredential(adminKey) === null)
    problems.push(
      `ROSTRUM_ADMIN_KEY: it must be rk_, an id, _ and a secret of 43 characters. ${makeKeyHint}`,
    );
  const charsMin = contract.access.pepperCharsMin;
  if (pepper === null ? servesHttp && reason !== null : pepper.length < charsMin) {
    const need = pepper === null ? `keys are required (${reason}), and` : 'it is too short:';
    problems.push(
      `ROSTRUM_KEY_PEPPER: ${need} their hashes need ${charsMin} random characters or more, the same in all ` +
        'processes. Make some with: openssl rand -base64 32',
    );
  }
  return {
    isOpen: reason === null,
    pepper,
    adminKey,
    origins: parseOrigins(environment, problems),
    tenantUsdPerDay: parseTenantUsdPerDay(environment, problems),
    openId: parseOpenId(environment, problems),
  };
}

/** The reason why keys are required; null if they are not. */
function reasonForKeys({ environment, contract, host, role }: AccessInput): string | null {
  if (role === 'function') return 'requests come through a load balancer';
  if (!isLoopback(host)) return `other machines can reach HOST=${host}`;
  if (contract.edge.trustedProxies > 0) return 'requests come through a proxy';
  if (environment.ROSTRUM_ADMIN_KEY !== undefined) return 'ROSTRUM_ADMIN_KEY is set';
  if (environment.ROSTRUM_OIDC_ISSUER !== undefined) return 'ROSTRUM_OIDC_ISSUER is set';
  return contract.access.openOnLoopback ? null : 'the profile requires them';
}

/** The problem of a missing ROSTRUM_ADMIN_KEY, if keys are required. The database may hold an admin key already. */
export function missingAdminKey(
  role: ProcessRole,
  { isOpen, adminKey }: Pick<AccessConfig, 'isOpen' | 'adminKey'>,
): string[] {
  if (isOpen || adminKey !== null || !httpRoles.includes(role)) return [];
  return [
    `ROSTRUM_ADMIN_KEY: set a first key, unless the database has one with the scope admin. ${makeKeyHint}`,
  ];
}

function parseOrigins({ ROSTRUM_ORIGINS: text = '' }: Environment, problems: string[]): string[] {
  const origins = text.split(',').flatMap((origin) => origin.trim() || []);
  for (const origin of origins)
    if (URL.parse(origin)?.origin !== origin)
      problems.push(
        `ROSTRUM_ORIGINS: ${origin} is not an origin, such as https://debates.example, without a path.`,
      );
  return origins;
}

/** Hosts that webhooks may call. Adds to `problems`. */
export function parseHosts({ ROSTRUM_WEBHOOK_HOSTS: text = '' }: Environment, problems: string[]): string[] {
  const hosts = text.split(',').flatMap((host) => host.trim() || []);
  for (const host of hosts)
    if (URL.parse(`http://${host}`)?.host !== host)
      problems.push(
        `ROSTRUM_WEBHOOK_HOSTS: ${host} is not a host, such as hooks.internal:9000, in lower case.`,
      );
  return hosts;
}

/** What the debates of a tenant may cost a day; null: no limit. Adds to `problems`. */
function parseTenantUsdPerDay(
  { ROSTRUM_TENANT_USD_PER_DAY: text }: Environment,
  problems: string[],
): number | null {
  if (text === undefined) return null;
  if (/^\d{1,9}(?:\.\d{1,4})?$/.test(text) && Number(text) > 0) return Number(text);
  problems.push(`ROSTRUM_TENANT_USD_PER_DAY=${text}: it must be an amount in USD above 0, such as 50.`);
  return null;
}
