import { describe, expect, test } from 'vitest';
import { lambdaConfig } from '../../app/bootstrap/lambda.ts';
import { parseConfig, secretsOf } from '../../app/config/config.ts';
import { contractHash } from '../../app/config/contract-hash.ts';
import { unknownVariables } from '../../app/config/unknown-variables.ts';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';

const cpus = 2;
const debatesPerWorker = (text?: string) =>
  parseConfig(text === undefined ? {} : { DEBATES_PER_WORKER: text }, cpus).contract.work.debatesPerWorker;

test('DEBATES_PER_WORKER overrides the value of the profile', () => {
  expect(debatesPerWorker()).toBe(profile('development').work.debatesPerWorker);
  expect(debatesPerWorker('50')).toBe(50);
});

test.each(['0', '-1', 'many', '1.5', '1e3'])('DEBATES_PER_WORKER=%s is refused', (text) => {
  expect(() => debatesPerWorker(text)).toThrow(
    `DEBATES_PER_WORKER=${text}: it must be a positive whole number`,
  );
});

test('DEBATES_PER_WORKER is refused with both numbers if the connection pool is too small for it', () => {
  expect(() => debatesPerWorker('101')).toThrow(
    'debates-within-pool is violated: work.debatesPerWorker (101 debates) ≤ ' +
      'database.poolMax × work.debatesPerConnectionMax (100 debates)',
  );
});

test('ROSTRUM_TRUSTED_PROXIES overrides the value of the profile, which requires keys', () => {
  const proxies = (text: string) =>
    parseConfig({ ROSTRUM_TRUSTED_PROXIES: text }, cpus).contract.edge.trustedProxies;
  expect(proxies('0')).toBe(0);
  expect(() => proxies('1')).toThrow('keys are required (requests come through a proxy)');
  for (const text of ['-1', 'x', '1.5', '100'])
    expect(() => proxies(text)).toThrow(`ROSTRUM_TRUSTED_PROXIES=${text}: it must be a number of proxies`);
});

test('ROSTRUM_TRUSTED_PROXIES is compared with the proxies of a deployment', () => {
  const env = {
    ROSTRUM_PROFILE: 'self-hosted',
    ROSTRUM_CONTRACT: contractHash(profile('self-hosted')),
    ROSTRUM_TRUSTED_PROXIES: '2',
  };
  expect(() => parseConfig(env, cpus)).toThrow(
    'trusted-proxies-match is violated: edge.trustedProxies (2 hops) = deployment.proxies (1 hops)',
  );
});

describe('ROSTRUM_CONTRACT', () => {
  const deployed = contractHash(profile('development'));

  test('accepts a program with the deployed contract, also with overrides from variables', () => {
    expect(parseConfig({ ROSTRUM_CONTRACT: deployed }, cpus).contractHash).toBe(deployed);
    const overridden = parseConfig({ ROSTRUM_CONTRACT: deployed, DEBATES_PER_WORKER: '50' }, cpus);
    expect(overridden.contractHash).toBe(deployed);
    expect(overridden.contract.work.debatesPerWorker).toBe(50);
  });

  test('refuses a program with another contract, with both hashes and the fix', () => {
    const start = () => parseConfig({ ROSTRUM_CONTRACT: deployed, ROSTRUM_PROFILE: 'test' }, cpus);
    expect(start).toThrow(
      `built from the contract ${deployed}, but this program has the contract ${testHash}`,
    );
    expect(start).toThrow('from the same sources with the same profile');
  });

  const testHash = contractHash(profile('test'));

  test('is compared with a hash that changes with every value', () => {
    const other = applyOverrides(profile('test'), { live: { pollMs: 51 } });
    expect(contractHash(other)).not.toBe(testHash);
    expect(testHash).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('the database URL composed from DATABASE_HOST and others', () => {
  const parts = {
    DATABASE_HOST: 'db.example',
    DATABASE_NAME: 'a b/c',
    DATABASE_USER: 'rostrum',
    DATABASE_PASSWORD: 'p@ss/w:o#r%d? ä',
  };
  const urlOf = (env: Readonly<Record<string, string>>) => parseConfig(env, cpus).databaseUrl ?? '';

  test('escapes special characters in every member', () => {
    const url = new URL(urlOf(parts));
    expect([url.host, url.search]).toEqual(['db.example:5432', '']);
    expect([url.username, url.password, url.pathname.slice(1)].map(decodeURIComponent)).toEqual([
      parts.DATABASE_USER,
      parts.DATABASE_PASSWORD,
      parts.DATABASE_NAME,
    ]);
    expect(new URL(urlOf({ ...parts, DATABASE_HOST: '::1', DATABASE_PORT: '6000' })).host).toBe('[::1]:6000');
  });

  test('uses TLS and checks the host name if DATABASE_CA_FILE is set', () => {
    const { searchParams } = new URL(urlOf({ ...parts, DATABASE_CA_FILE: '/etc/ssl/r&d.pem' }));
    expect([...searchParams]).toEqual([
      ['sslmode', 'verify-full'],
      ['sslrootcert', '/etc/ssl/r&d.pem'],
    ]);
  });

  test('is a secret for the log, as is the plain password', () => {
    const secrets = secretsOf(parseConfig(parts, cpus));
    expect(secrets).toContain(parts.DATABASE_PASSWORD);
    expect(secrets).toContain(urlOf(parts));
  });

  const { DATABASE_NAME: _, ...nameless } = parts;
  test.each([
    [{ ...parts, DATABASE_URL: 'postgres://x/y' }, 'DATABASE_URL and DATABASE_HOST are both set'],
    [{ DATABASE_PASSWORD: 'secret' }, 'DATABASE_PASSWORD: only valid with DATABASE_HOST, which is not set'],
    [nameless, 'DATABASE_HOST: it also needs DATABASE_NAME'],
    [{ ...parts, DATABASE_PORT: 'five' }, 'DATABASE_PORT=five: it must be a port number'],
    [{ ...parts, DATABASE_HOST: 'a b' }, 'DATABASE_HOST=a b: it must be a host name'],
  ])('%j is refused', (env, expected) => {
    expect(() => urlOf(env)).toThrow(expected);
  });
});

describe('the configured models', () => {
  const parse = (env: Readonly<Record<string, string>>) => () => parseConfig({ HOST: '::1', ...env }, cpus);

  test.each([
    [
      { ROSTRUM_MODEL: 'antropic:x' },
      'ROSTRUM_MODEL=antropic:x: unknown provider "antropic"; available: rehearsal, ',
    ],
    [{ ROSTRUM_MODEL: 'openai:x' }, 'ROSTRUM_MODEL=openai:x: openai is not configured: set OPENAI_API_KEY.'],
    [{ ROSTRUM_MODEL: 'openai', OPENAI_API_KEY: 'k' }, '"openai" names no model: write openai:MODEL'],
    [{ ROSTRUM_MODEL: 'rehearsal?sed=7' }, 'ROSTRUM_MODEL=rehearsal?sed=7: '],
    [{ ROSTRUM_MODEL: 'openrouter:x/y' }, 'openrouter is not configured: set OPENROUTER_API_KEY.'],
    [{ OPENAI_COMPATIBLE_CALLS_MAX: 'many' }, 'OPENAI_COMPATIBLE_CALLS_MAX=many: it must be a whole number'],
    [{ OPENROUTER_BASE_URL: 'openrouter.ai' }, 'OPENROUTER_BASE_URL: it must be a URL'],
    [
      { ROSTRUM_MODEL: 'compatible:x', ROSTRUM_PROFILE: 'test' },
      'compatible is not configured: set OPENAI_COMPATIBLE_URL',
    ],
  ])('%j is refused together with all other problems', (env, expected) => {
    expect(parse({ ...env, PORT: 'http' })).toThrow(expected);
    expect(parse({ ...env, PORT: 'http' })).toThrow('PORT=http');
  });

  test.each([
    { ROSTRUM_MODEL: 'openai:x', OPENAI_API_KEY: 'k' },
    { ROSTRUM_MODEL: 'rehearsal?seed=7' },
    { ROSTRUM_MODEL: 'openrouter:anthropic/claude-sonnet-5', OPENROUTER_API_KEY: 'k' },
    // It is not known yet if such a server runs on this machine.
    { ROSTRUM_MODEL: 'compatible:x' },
    { ROSTRUM_MODEL: 'antropic:x', ROSTRUM_ROLE: 'migrate', DATABASE_URL: 'postgres://localhost/db' },
  ])('%j is accepted', (env) => {
    expect(parse(env)).not.toThrow();
  });
});

describe('the configuration of a function', () => {
  const pepper = 'thirty-two characters or more of it';
  const env = {
    DATABASE_URL: 'postgres://localhost/rostrum',
    ROSTRUM_KEY_PEPPER: pepper,
    ROSTRUM_SIGNING_KEY: pepper,
  };
  const configOf = (more: Readonly<Record<string, string>> = {}) =>
    parseConfig({ ...env, ...more }, cpus, { fixedRole: 'function' });

  test('is never open, and requires a database, a pepper and a signing key', () => {
    expect(configOf().access.isOpen).toBe(false);
    const { DATABASE_URL } = env;
    const start = (some: Readonly<Record<string, string>>) => () =>
      parseConfig(some, cpus, { fixedRole: 'function' });
    for (const name of ['ROSTRUM_KEY_PEPPER', 'ROSTRUM_SIGNING_KEY'])
      expect(start({ DATABASE_URL })).toThrow(name);
    expect(start({})).toThrow('A function needs DATABASE_URL or DATABASE_HOST');
  });

  test('cannot be selected by ROSTRUM_ROLE', () => {
    expect(() => parseConfig({ ROSTRUM_ROLE: 'function' }, cpus)).toThrow('web, worker, all, migrate');
  });

  test('has its own limits and the hash of the profile’s contract', () => {
    const {
      contract,
      contractHash: hash,
      metricsEnabled,
    } = lambdaConfig(configOf({ ROSTRUM_PROFILE: 'hybrid' }));
    const { deployment, classes, database, http } = contract;
    expect(classes.api.bodyBytesMax).toBe(deployment.function.bodyBytesMax);
    expect(database.poolMax).toBe(deployment.function.poolMax);
    expect([http.eventLoopLagMsMax, metricsEnabled]).toEqual([null, false]);
    expect(hash).toBe(contractHash(profile('hybrid')));
  });
});

describe('an unknown variable', () => {
  test.each([
    ['ROSTRUM_MODLE', 'ROSTRUM_MODLE is not a variable of this program; did you mean ROSTRUM_MODEL?'],
    ['ROSTRUM_ADMIN_KEYFILE', expect.stringContaining('did you mean ROSTRUM_ADMIN_KEY?')],
    ['ROSTRUM_XQ', 'ROSTRUM_XQ is not a variable of this program'],
    ['ANTHROPIC_APIKEY', expect.stringContaining('did you mean ANTHROPIC_API_KEY?')],
    ['WORKER', 'WORKER is not a variable of this program; did you mean WORKERS?'],
    ['REDIS_URI', expect.stringContaining('did you mean REDIS_URL?')],
  ])('%s is reported', (name, text) => {
    expect(unknownVariables(['PATH', name, 'HOSTS'])).toEqual([text]);
    expect(() => parseConfig({ [name]: 'x', PORT: 'x' }, cpus)).toThrow(`${name} is not a variable`);
  });

  test.each([
    'ROSTRUM_MODEL',
    'ROSTRUM_ADMIN_KEY_FILE',
    'DATABASE_CA_FILE',
    'ROSTRUM_URL',
    'HOSTNAME',
    'PATH',
  ])('%s is not reported', (name) => expect(unknownVariables([name])).toEqual([]));

  test('that differs in one letter is not reported if the right one is set too', () => {
    expect(unknownVariables(['REDIS_URI', 'REDIS_URL'])).toEqual([]);
  });
});
