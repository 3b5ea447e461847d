import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { auditCommand } from '../../../../infra/cli/audit.ts';
import type { Finding } from '../../../../infra/lint/finding.ts';
import { audit } from '../../../../infra/lint/lint.ts';
import { createTemporaryDirectory } from '../../../support/temporary-directory.ts';

const result = (text: string, name = 'compose.yaml') => {
  const { findings, gaps, unread } = audit({ files: [{ name, text, siblings: [] }] });
  expect(gaps).toEqual([]);
  return {
    broken: findings
      .filter(({ state }) => state === 'broken')
      .map(({ severity, id, message }) => `${severity} ${id}: ${message}`),
    unread: unread.map(({ why }) => why),
  };
};
const brokenIn = (text: string, name?: string) => result(text, name).broken;

const web = (lines: string, more = '') => `services: { web: { image: 'shop:1', ${lines} } }\n${more}`;

describe('names', () => {
  const none = (what: string) => [`error names-are-declared: there is no ${what}`];
  test.each<[string, string[]]>([
    [web('depends_on: [db]'), none('service db')],
    [web('depends_on: { db: { condition: service_started } }'), none('service db')],
    [web('depends_on: { db: { condition: service_started, required: false } }'), []],
    [web('depends_on: [web]'), []],
    [web("network_mode: 'service:vpn'"), none('service vpn')],
    [web('network_mode: host'), []],
    [web('networks: [default, inside]'), none('network inside')],
    [web('networks: { inside: { aliases: [a] } }', 'networks: { inside: }'), []],
    [web("volumes: ['data:/var/data', './x:/x', '/y', '~/z:/z', 'C:\\x:/x']"), none('volume data')],
    [web(`volumes: ['\${DATA}:/var/data', 'data_\${X}:/y']`), []],
    [web('volumes: [{ type: volume, source: data, target: /d }]'), none('volume data')],
    [web('volumes: [{ type: bind, source: data, target: /d }]'), []],
    [web("volumes: ['data:/d']", 'volumes: { data: }'), []],
    [web('secrets: [key]'), none('secret key')],
    [web('configs: [{ source: nginx, target: /n }]'), none('config nginx')],
    [web('secrets: [key]', 'secrets: { key: { file: key } }'), []],
  ])('%s', (text, expected) => expect(brokenIn(text)).toEqual(expected));

  test.each(['compose.production.yaml', '.devcontainer/compose.yaml'])(
    'of %s, which may be given beside another, are noted only',
    (name) =>
      expect(brokenIn(web('depends_on: [db]'), name)).toEqual([
        'note names-are-declared-elsewhere: there is no service db',
      ]),
  );

  test.each([
    ['that includes others', web('depends_on: [db]', 'include: [db.yaml]')],
    [
      'with a service that another file begins',
      web('depends_on: [db], networks: [a] }, worker: { init: true'),
    ],
  ])('of a file %s are not looked for', (_, text) => expect(brokenIn(text)).toEqual([]));

  test.each([
    ['with a service', web('depends_on: [db]'), "services: { db: { image: 'shop-db:1' } }"],
    ['with none', web("volumes: ['data:/d']"), 'volumes: { data: }\nx-note: a'],
    ['with services that are empty', web('networks: [inside]'), 'services:\nnetworks: { inside: {} }'],
  ])('of two files that are given together are taken together: %s', (_, text, other) => {
    const files = [
      { name: 'compose.yaml', text },
      { name: 'compose.override.yaml', text: other },
    ];
    const { read, findings } = audit({ files });
    expect(read.map(({ kind }) => kind)).toEqual(['Compose', 'Compose']);
    expect(findings.filter(({ state }) => state === 'broken')).toEqual([]);
  });

  test.each([
    ['more than that', 'volumes: { data: }\nreplicas: 1'],
    ['a list', 'volumes: [data]'],
    ['services in a list', 'services: [docker]\nvolumes: { data: }'],
    ['what others include, too', 'include: [a.yaml]'],
  ])('but a file with %s is not taken for such a one', (_, text) =>
    expect(audit({ files: [{ name: 'compose.override.yaml', text }] }).read).toEqual([]),
  );

  test('that another file takes away are no networks', () => {
    const lines = (networks: string) => web(`networks: ${networks}`, 'networks: { inside: }\n');
    expect(result(lines('!reset { outside: { aliases: [a] } }'))).toEqual({ broken: [], unread: [] });
    expect(result(lines('!override { outside: { aliases: [a] } }')).broken).toEqual(none('network outside'));
  });

  test('are noted only while a file that Compose takes, too, lies beside and is not given', async () => {
    const { path, remove } = createTemporaryDirectory('beside');
    onTestFinished(remove);
    const base = join(path, 'compose.yaml');
    const other = join(path, 'docker-compose.override.yml');
    const foundIn = async (...positionals: string[]) => {
      const { output } = await auditCommand.run({ profiles: null, positionals, options: { format: 'json' } });
      return JSON.parse(output).findings.flatMap((found: Finding) =>
        found.state === 'broken' ? [`${found.severity} ${found.id}`] : [],
      );
    };
    writeFileSync(base, web("volumes: ['data:/d']"));
    writeFileSync(join(path, 'compose.txt'), '');
    expect(await foundIn(base)).toEqual(['error names-are-declared']);
    writeFileSync(other, 'volumes: { more: }');
    expect(await foundIn(base)).toEqual(['note names-are-declared-elsewhere']);
    expect(await foundIn(base, other)).toEqual(['error names-are-declared']);
    writeFileSync(other, 'volumes: { data: }');
    expect(await foundIn(base, other)).toEqual([]);
  });
});

describe('what is waited for until it is healthy', () => {
  const waitFor = (lines: string) =>
    result(web(`depends_on: { db: { condition: service_healthy } } }, db: { ${lines}`));
  const noCheck = 'error health-can-be-waited-for: the health check of db';

  test.each<[string, string[]]>([
    ["image: 'postgres:17'", [`${noCheck} is not there, and the image postgres:17 has none either`]],
    [
      'image: docker.io/library/redis, healthcheck: { interval: 5s }',
      [`${noCheck} is not there, and the image docker.io/library/redis has none either`],
    ],
    ["image: 'postgres:17', healthcheck: { test: pg_isready }", []],
    ["image: 'postgres:17', healthcheck: { disable: true }", [`${noCheck} is switched off`]],
    ["image: 'postgres:17', build: .", []],
    ["image: 'postgres:17', extends: { service: web }", []],
    ["image: 'bitnami/postgres:17'", []],
  ])('%s', (lines, expected) => expect(waitFor(lines).broken).toEqual(expected));

  test('has a check in its image, perhaps, which is told', () => {
    const why = 'whether the image of db has a health check is not known';
    expect(waitFor("image: 'shop-db:2'").unread).toEqual([why]);
    expect(waitFor("image: 'shop-db:2', healthcheck: { interval: 5s }").unread).toEqual([]);
  });
});

test.each<[string, string[]]>([
  [
    'healthcheck: { test: x, interval: 5s, timeout: 30s }',
    ['note check-gives-up-within-interval: it gives up after 30s, and is due every 5s'],
  ],
  ['healthcheck: { test: x, interval: 5s, timeout: 5s }', []],
  ['healthcheck: { test: x, interval: 5s }', []],
  [
    'healthcheck: { test: x, start_interval: 1s }',
    ['warning start-interval-has-period: there is no start_period'],
  ],
  ['healthcheck: { test: x, start_interval: 1s, start_period: 30s }', []],
  [
    "deploy: { resources: { reservations: { cpus: '2' }, limits: { cpus: '0.5' } } }",
    ['note processors-reserved-within-limit: 2 of 0.5'],
  ],
  ["deploy: { resources: { reservations: { cpus: '0.5' }, limits: { cpus: '0.50' } } }", []],
])('%s', (lines, expected) => expect(brokenIn(web(lines))).toEqual(expected));
