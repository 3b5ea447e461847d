import { routes } from '../contract/routes.ts';
import { openIdVariables } from '../contract/variables/open-id.ts';
import type { OpenIdSettings } from '../http/auth/open-id-settings.ts';
import { type KeyScope, keyScopes } from '../shared/key-scope.ts';
import type { Environment } from './environment.ts';
import { isLoopback } from './loopback.ts';

type OpenIdVariable = keyof typeof openIdVariables;

const required: readonly OpenIdVariable[] = [
  'ROSTRUM_OIDC_CLIENT_ID',
  'ROSTRUM_OIDC_REDIRECT_URI',
  'ROSTRUM_OIDC_GROUPS',
];
const sessionHoursMax = 720;

/** The settings of sign-in by OpenID Connect; null: there is none. Adds to `problems`. */
export function parseOpenId(environment: Environment, problems: string[]): OpenIdSettings | null {
  const given = (Object.keys(openIdVariables) as OpenIdVariable[]).filter((name) => environment[name]);
  if (given.length === 0) return null;
  const missing = (['ROSTRUM_OIDC_ISSUER', ...required] as const).filter((name) => !environment[name]);
  if (missing.length > 0) {
    problems.push(`${given[0]} is set, and sign-in by OpenID Connect also needs ${missing.join(', ')}.`);
    return null;
  }
  const issuer = parseUrl('ROSTRUM_OIDC_ISSUER', environment, problems);
  const redirectUri = parseUrl('ROSTRUM_OIDC_REDIRECT_URI', environment, problems);
  const scopesByGroup = parseGroups(environment.ROSTRUM_OIDC_GROUPS ?? '', problems);
  const sessionHours = Number(textOf('ROSTRUM_OIDC_SESSION_HOURS', environment));
  if (!Number.isInteger(sessionHours) || sessionHours < 1 || sessionHours > sessionHoursMax)
    problems.push(`ROSTRUM_OIDC_SESSION_HOURS: it must be a whole number from 1 to ${sessionHoursMax}.`);
  if (redirectUri !== null && redirectUri.pathname !== routes.finishSignIn.path)
    problems.push(`ROSTRUM_OIDC_REDIRECT_URI: its path must be ${routes.finishSignIn.path}.`);
  if (issuer === null || redirectUri === null) return null;
  return {
    issuer,
    name: environment.ROSTRUM_OIDC_NAME ?? issuer.host,
    clientId: environment.ROSTRUM_OIDC_CLIENT_ID ?? '',
    clientSecret: environment.ROSTRUM_OIDC_CLIENT_SECRET ?? null,
    redirectUri,
    scope: textOf('ROSTRUM_OIDC_SCOPE', environment),
    groupsClaim: textOf('ROSTRUM_OIDC_GROUPS_CLAIM', environment),
    scopesByGroup,
    tenantClaim: environment.ROSTRUM_OIDC_TENANT_CLAIM ?? null,
    sessionSeconds: sessionHours * 60 * 60,
  };
}

type WithDefault = 'ROSTRUM_OIDC_SCOPE' | 'ROSTRUM_OIDC_GROUPS_CLAIM' | 'ROSTRUM_OIDC_SESSION_HOURS';

const textOf = (name: WithDefault, environment: Environment): string =>
  environment[name] ?? openIdVariables[name].default;

/** Codes and tokens pass through it, so only this machine may be called without TLS. */
function parseUrl(
  name: 'ROSTRUM_OIDC_ISSUER' | 'ROSTRUM_OIDC_REDIRECT_URI',
  environment: Environment,
  problems: string[],
): URL | null {
  const url = URL.parse(environment[name] ?? '');
  const isPrivate = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url !== null && isPrivate && url.search === '' && url.hash === '' && url.username === '') return url;
  problems.push(`${name}: it must be an https:// URL, or http:// on this machine, without a query.`);
  return null;
}

function parseGroups(text: string, problems: string[]): ReadonlyMap<string, readonly KeyScope[]> {
  const groups = text.split(',').flatMap((part): [string, readonly KeyScope[]][] => {
    const [, group = '', names = ''] = /^([^=]+)=([a-z+]+)$/.exec(part.trim()) ?? [];
    const named = names.split('+');
    const scopes = keyScopes.filter((scope) => named.includes(scope));
    if (group !== '' && scopes.length === new Set(named).size) return [[group.trim(), scopes]];
    problems.push(
      `ROSTRUM_OIDC_GROUPS: ${part.trim() || 'an empty entry'} is not GROUP=SCOPES, such as debaters=read+run, with ` +
        `the scopes ${keyScopes.join(', ')}.`,
    );
    return [];
  });
  return new Map(groups);
}
