import { describe, expect, test } from 'vitest';
import { parseAccess } from '../../app/config/access.ts';
import { parseOpenId } from '../../app/config/open-id.ts';
import { profile } from '../../app/contract/profiles.ts';

const callback = 'https://debates.example/api/v1/sign-in/callback';
const valid = {
  ROSTRUM_OIDC_ISSUER: 'https://login.example/realms/staff',
  ROSTRUM_OIDC_CLIENT_ID: 'rostrum',
  ROSTRUM_OIDC_REDIRECT_URI: callback,
  ROSTRUM_OIDC_GROUPS: 'debaters=read+run, platform leads=admin+read',
};

function parse(environment: Readonly<Record<string, string>>) {
  const problems: string[] = [];
  return { settings: parseOpenId(environment, problems), problems };
}

describe('sign-in by OpenID Connect', () => {
  test('is off by default', () => {
    expect(parse({})).toEqual({ settings: null, problems: [] });
  });

  test('has documented defaults', () => {
    expect(parse(valid)).toEqual({
      problems: [],
      settings: {
        issuer: new URL('https://login.example/realms/staff'),
        name: 'login.example',
        clientId: 'rostrum',
        clientSecret: null,
        redirectUri: new URL(callback),
        scope: 'openid profile email',
        groupsClaim: 'groups',
        scopesByGroup: new Map([
          ['debaters', ['read', 'run']],
          ['platform leads', ['read', 'admin']],
        ]),
        tenantClaim: null,
        sessionSeconds: 12 * 60 * 60,
      },
    });
  });

  test('makes a server require keys, also on loopback', () => {
    const input = {
      environment: valid,
      contract: profile('development'),
      role: 'all',
      host: '127.0.0.1',
    } as const;
    const problems: string[] = [];
    expect(parseAccess(input, problems).isOpen).toBe(false);
    expect(problems.join()).toContain('ROSTRUM_OIDC_ISSUER is set');
  });

  test('allows an issuer without TLS on this machine', () => {
    expect(parse({ ...valid, ROSTRUM_OIDC_ISSUER: 'http://127.0.0.1:9000' }).problems).toEqual([]);
    expect(parse({ ...valid, ROSTRUM_OIDC_ISSUER: 'http://[::1]:9000' }).problems).toEqual([]);
  });

  test.each([
    [{ ROSTRUM_OIDC_ISSUER: '' }, 'also needs ROSTRUM_OIDC_ISSUER'],
    [{ ROSTRUM_OIDC_CLIENT_ID: '', ROSTRUM_OIDC_GROUPS: '' }, 'ROSTRUM_OIDC_CLIENT_ID, ROSTRUM_OIDC_GROUPS'],
    [{ ROSTRUM_OIDC_ISSUER: 'http://login.example' }, 'must be an https:// URL'],
    [{ ROSTRUM_OIDC_ISSUER: 'login.example' }, 'must be an https:// URL'],
    [{ ROSTRUM_OIDC_REDIRECT_URI: 'https://debates.example/' }, 'its path must be /api/v1/sign-in/callback'],
    [{ ROSTRUM_OIDC_REDIRECT_URI: `${callback}?x` }, 'without a query'],
    [{ ROSTRUM_OIDC_GROUPS: 'debaters' }, 'debaters is not GROUP=SCOPES'],
    [{ ROSTRUM_OIDC_GROUPS: 'debaters=write' }, 'debaters=write is not GROUP=SCOPES'],
    [{ ROSTRUM_OIDC_GROUPS: 'debaters=read,' }, 'an empty entry is not GROUP=SCOPES'],
    [{ ROSTRUM_OIDC_SESSION_HOURS: '0' }, 'from 1 to 720'],
    [{ ROSTRUM_OIDC_SESSION_HOURS: '1.5' }, 'from 1 to 720'],
  ])('refuses %j', (changes, problem) => {
    const environment = Object.fromEntries(
      Object.entries({ ...valid, ...changes }).filter(([, value]) => value),
    );
    expect(parse(environment).problems.join()).toContain(problem);
  });
});
