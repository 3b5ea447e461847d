import { expect, test } from 'vitest';
import { base } from '../../app/contract/base.ts';
import { terminalVariables, type Variable, variables } from '../../app/contract/env.ts';
import { isProfileName } from '../../app/contract/profiles.ts';

/** Names that users of the stacks before ours have in their deployments, and that must therefore never change. */
const stable = [
  ...['PORT', 'HOST', 'ROSTRUM_PROFILE', 'ROSTRUM_ROLE', 'ROSTRUM_DATA_DIR', 'DATABASE_URL', 'REDIS_URL'],
  ...['WORKERS', 'METRICS_ENABLED', 'ROSTRUM_MODEL'],
  ...['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY', 'AWS_REGION'],
  ...['OPENAI_COMPATIBLE_URL', 'OPENAI_COMPATIBLE_API_KEY'],
  ...['ANTHROPIC_BASE_URL', 'OPENAI_BASE_URL', 'GOOGLE_GENERATIVE_AI_BASE_URL', 'BEDROCK_BASE_URL'],
];
/** Ours, and the usual credentials of AWS. */
const ours = [
  'DEBATES_PER_WORKER',
  ...['ROSTRUM_ADMIN_KEY', 'ROSTRUM_KEY_PEPPER', 'ROSTRUM_ORIGINS'],
  ...['ROSTRUM_MODELS_FILE', 'LOG_LEVEL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
  ...['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'],
  ...['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'],
];

test('the environment is exactly what is documented', () => {
  expect(Object.keys(variables).sort()).toEqual([...stable, ...ours].sort());
});

test('what holds a password or a key is marked as secret and has no default', () => {
  const secret = /(_KEY|_TOKEN|_KEY_ID|_PEPPER|^DATABASE_URL|^REDIS_URL)$/;
  const entries: [string, Variable][] = Object.entries(variables);
  for (const [name, variable] of entries) {
    expect([name, variable.secret === true]).toEqual([name, secret.test(name)]);
    if (variable.secret) expect([name, variable.default]).toEqual([name, undefined]);
  }
});

test('defaults agree with the contract', () => {
  expect(Number(variables.PORT.default)).toBe(base.http.port);
  expect(isProfileName(variables.ROSTRUM_PROFILE.default)).toBe(true);
  expect(terminalVariables.ROSTRUM_URL.default).toBe(`http://localhost:${base.http.port}`);
});
