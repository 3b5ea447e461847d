import { describe, expect, test } from 'vitest';
import { parseAccess } from '../../app/config/access.ts';
import { parseConfig } from '../../app/config/config.ts';
import { EnvironmentError } from '../../app/config/environment.ts';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import { pepper } from '../support/http/api-keys.ts';

const secret = 'abcdefghijklmnopqrstuvwxyz_-0123456789ABCDE';
const adminKey = `rk_0123456789abcdef_${secret}`;
const both = { ROSTRUM_ADMIN_KEY: adminKey, ROSTRUM_KEY_PEPPER: pepper };
const postgres = { DATABASE_URL: 'postgres://localhost/db' };

type Variables = Readonly<Record<string, string>>;

const access = (variables: Variables) => parseConfig(variables, 1).access;

/** The error message for an environment; '' if it is valid. */
function configError(variables: Variables): string {
  try {
    parseConfig(variables, 1);
    return '';
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message;
    throw error;
  }
}

describe('a server is open without keys', () => {
  test.each(['127.0.0.1', '::1', 'localhost'])('in development on %s', (HOST) => {
    expect(access({ HOST })).toMatchObject({ isOpen: true, adminKey: null });
    expect(access({}).isOpen).toBe(true);
  });

  test('also with a pepper, so that keys can be created in advance', () => {
    expect(access({ ROSTRUM_KEY_PEPPER: pepper })).toMatchObject({ isOpen: true, pepper });
  });
});

describe('a server requires keys', () => {
  test.each(['0.0.0.0', '::', '192.168.1.20'])('if other machines can reach it, on %s', (HOST) => {
    expect(access({ HOST, ...both }).isOpen).toBe(false);
    expect(configError({ HOST })).toContain(`HOST=${HOST}`);
  });

  test('if ROSTRUM_ADMIN_KEY is set, also on loopback', () => {
    expect(access(both)).toMatchObject({ isOpen: false, adminKey, pepper });
  });

  test.each(['staging', 'production'])('with the profile %s, also on loopback', (ROSTRUM_PROFILE) => {
    expect(access({ ROSTRUM_PROFILE, ...both }).isOpen).toBe(false);
    expect(configError({ ROSTRUM_PROFILE })).toContain('ROSTRUM_KEY_PEPPER');
  });
});

test('a server behind a proxy requires keys on loopback too', () => {
  const contract = applyOverrides(profile('development'), { edge: { trustedProxies: 1 } });
  const problems: string[] = [];
  expect(parseAccess({ environment: {}, contract, role: 'web', host: '127.0.0.1' }, problems).isOpen).toBe(
    false,
  );
  expect(problems.join()).toContain('come through a proxy');
});

test.each([
  [{ ROSTRUM_ADMIN_KEY: adminKey }, 'ROSTRUM_KEY_PEPPER: keys are required'],
  [{ ROSTRUM_KEY_PEPPER: 'short' }, 'ROSTRUM_KEY_PEPPER: it is too short'],
  [{ ...both, ROSTRUM_ADMIN_KEY: 'hunter2' }, 'ROSTRUM_ADMIN_KEY: it must be rk_'],
  [
    { ROSTRUM_ORIGINS: 'https://debates.example/' },
    'ROSTRUM_ORIGINS: https://debates.example/ is not an origin',
  ],
  [{ ROSTRUM_ORIGINS: '*' }, 'ROSTRUM_ORIGINS: * is not an origin'],
  [
    { ROSTRUM_EVIDENCE_HOSTS: 'https://docs.example' },
    'ROSTRUM_EVIDENCE_HOSTS: https://docs.example is not a host',
  ],
  [{ ROSTRUM_EVIDENCE_HOSTS: '*.example' }, 'ROSTRUM_EVIDENCE_HOSTS: *.example stands for too many hosts'],
  [
    { ROSTRUM_EVIDENCE_HOSTS: 'docs.example,localhost:9000', ...both },
    'ROSTRUM_EVIDENCE_HOSTS: localhost:9000 is this machine',
  ],
  [{ ROSTRUM_SEARCH_URL: 'searxng:8080' }, 'ROSTRUM_SEARCH_URL: it must be a URL that begins with http://'],
  [{ ROSTRUM_SEARCH_TOOL: 'web_search' }, 'ROSTRUM_SEARCH_TOOL: it needs the address of the search server'],
  [{ ROSTRUM_SEARCH_TOKEN: 'hunter2' }, 'ROSTRUM_SEARCH_TOKEN: it needs the address of the search server'],
  [{ ROSTRUM_WEBHOOK_HOSTS: 'http://ci.example' }, 'ROSTRUM_WEBHOOK_HOSTS: http://ci.example is not a host'],
])('%j is refused with the name of the variable and without the secret', (variables, expected) => {
  const message = configError(variables);
  expect(message).toContain(expected);
  expect(message).not.toMatch(/hunter2|: short|abcdefghij/);
});

test('all missing secrets are reported at once, each with a command that creates one', () => {
  const message = configError({ HOST: '0.0.0.0', ...postgres });
  for (const name of ['ROSTRUM_KEY_PEPPER', 'ROSTRUM_SIGNING_KEY', 'ROSTRUM_ADMIN_KEY'])
    expect(message).toMatch(new RegExp(`^  - ${name}: .*openssl rand`, 'm'));
  expect(configError({ HOST: '0.0.0.0', ...both, ...postgres })).not.toContain('ROSTRUM_ADMIN_KEY');
});

test('a role without an HTTP server needs no pepper', () => {
  for (const ROSTRUM_ROLE of ['worker', 'migrate'])
    expect(configError({ ROSTRUM_ROLE, ROSTRUM_PROFILE: 'production', ...postgres })).toBe('');
});

test('ROSTRUM_ORIGINS is a comma-separated list', () => {
  const ROSTRUM_ORIGINS = ' https://debates.example, http://localhost:9090 ,';
  expect(access({ ROSTRUM_ORIGINS }).origins).toEqual(['https://debates.example', 'http://localhost:9090']);
  expect(access({}).origins).toEqual([]);
});
