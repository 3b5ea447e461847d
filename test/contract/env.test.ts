import { expect, test } from 'vitest';
import { base } from '../../app/contract/base.ts';
import { terminalVariables, variables, variablesFor } from '../../app/contract/env.ts';
import { isProfileName } from '../../app/contract/profiles.ts';
import type { Variable } from '../../app/contract/variable.ts';

/** Names in existing deployments of earlier stacks; they must never change. */
const stable = [
  ...['PORT', 'HOST', 'ROSTRUM_PROFILE', 'ROSTRUM_ROLE', 'ROSTRUM_DATA_DIR', 'DATABASE_URL', 'REDIS_URL'],
  ...['WORKERS', 'METRICS_ENABLED', 'ROSTRUM_MODEL'],
  ...['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY', 'AWS_REGION'],
  ...['OPENAI_COMPATIBLE_URL', 'OPENAI_COMPATIBLE_API_KEY'],
  ...['ANTHROPIC_BASE_URL', 'OPENAI_BASE_URL', 'GOOGLE_GENERATIVE_AI_BASE_URL', 'BEDROCK_BASE_URL'],
];
/** Our own, and the usual AWS credentials. */
const ours = [
  ...[
    'ROSTRUM_CONTRACT',
    'ECS_AGENT_URI',
    'DATABASE_HOST',
    'DATABASE_PORT',
    'DATABASE_NAME',
    'DATABASE_USER',
  ],
  ...['DATABASE_PASSWORD', 'DATABASE_CA_FILE'],
  ...['DEBATES_PER_WORKER', 'ROSTRUM_PID_FILE'],
  'ROSTRUM_EMF',
  'METRICS_PORT',
  ...['ROSTRUM_ADMIN_KEY', 'ROSTRUM_KEY_PEPPER', 'ROSTRUM_SIGNING_KEY', 'ROSTRUM_ORIGINS'],
  'ROSTRUM_TENANT_USD_PER_DAY',
  ...['ISSUER', 'NAME', 'CLIENT_ID', 'CLIENT_SECRET', 'REDIRECT_URI', 'SCOPE', 'GROUPS', 'GROUPS_CLAIM'].map(
    (name) => `ROSTRUM_OIDC_${name}`,
  ),
  ...['ROSTRUM_OIDC_TENANT_CLAIM', 'ROSTRUM_OIDC_SESSION_HOURS'],
  ...['ROSTRUM_EVIDENCE_HOSTS', 'ROSTRUM_SEARCH_URL', 'ROSTRUM_SEARCH_TOOL', 'ROSTRUM_SEARCH_TOKEN'],
  'ROSTRUM_WEBHOOK_HOSTS',
  ...['ROSTRUM_EFFORT', 'ROSTRUM_OUTPUT_TOKENS_MAX'],
  ...['ROSTRUM_TRUSTED_PROXIES', 'DATABASE_CONNECTIONS'],
  ...['ROSTRUM_MODELS_FILE', 'LOG_LEVEL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
  ...['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'],
  ...['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'],
  ...['OPENROUTER_API_KEY', 'OPENROUTER_BASE_URL', 'OPENAI_COMPATIBLE_CALLS_MAX'],
];

test('the declared variables are exactly the documented ones', () => {
  expect(Object.keys(variables).sort()).toEqual([...stable, ...ours].sort());
});

test('variables for passwords and keys are marked secret and have no default', () => {
  const secret = /(_KEY|_SECRET|_TOKEN|_KEY_ID|_PEPPER|_PASSWORD|^DATABASE_URL|^REDIS_URL)$/;
  const entries: [string, Variable][] = Object.entries(variables);
  for (const [name, variable] of entries) {
    expect([name, variable.secret === true]).toEqual([name, secret.test(name)]);
    if (variable.secret) expect([name, variable.default]).toEqual([name, undefined]);
  }
});

test('defaults of variables agree with the contract', () => {
  expect(Number(variables.PORT.default)).toBe(base.http.port);
  expect(isProfileName(variables.ROSTRUM_PROFILE.default)).toBe(true);
  expect(terminalVariables.ROSTRUM_URL.default).toBe(`http://localhost:${base.http.port}`);
});

test('a deployment sets exactly the variables that each role reads', () => {
  const everywhere = ['ROSTRUM_PROFILE', 'ROSTRUM_CONTRACT'];
  const database = ['HOST', 'PORT', 'NAME', 'USER', 'PASSWORD', 'CA_FILE'].map((part) => `DATABASE_${part}`);
  const secrets = ['ROSTRUM_ADMIN_KEY', 'ROSTRUM_KEY_PEPPER', 'ROSTRUM_SIGNING_KEY'];
  const proxies = 'ROSTRUM_TRUSTED_PROXIES';
  const task = [...everywhere, ...database, 'ROSTRUM_ROLE'];
  const sets = (role: Parameters<typeof variablesFor>[0]) => variablesFor(role, 'deployment').sort();
  expect(sets('migrate')).toEqual(task.sort());
  expect(sets('worker')).toEqual(
    [...task, 'AWS_REGION', 'HOST', 'METRICS_PORT', 'REDIS_URL', 'ROSTRUM_EMF'].sort(),
  );
  const served = ['PORT', 'HOST', 'WORKERS', 'METRICS_ENABLED'];
  expect(sets('web')).toEqual(
    [...task, ...secrets, ...served, proxies, 'AWS_REGION', 'REDIS_URL', 'ROSTRUM_EMF'].sort(),
  );
  // Lambda sets the region itself, and does not allow it to be set.
  expect(sets('function')).toEqual([...everywhere, ...database, ...secrets, proxies, 'REDIS_URL'].sort());
  expect(variablesFor('function', 'platform')).toContain('AWS_REGION');
});

test('every variable has a role that reads it', () => {
  for (const [name, { setByRole: roles }] of Object.entries<Variable>(variables))
    expect([name, Object.keys(roles).length > 0]).toEqual([name, true]);
});
