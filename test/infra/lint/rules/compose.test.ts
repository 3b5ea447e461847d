import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { auditCommand } from '../../../../infra/cli/audit.ts';
import type { Finding } from '../../../../infra/lint/finding.ts';
import { lint } from '../../../../infra/lint/lint.ts';
import { createTemporaryDirectory } from '../../../support/temporary-directory.ts';

const result = (text: string, name = 'compose.yaml') => {
  const { findings, gaps, unread } = lint({ files: [{ name, text }] });
  expect(gaps).toEqual([]);
  return {
    broken: findings
      .filter(({ state }) => state === 'broken')
      .map(({ severity, id, message }) => `${severity} ${id}: ${message}`),
    unread: unread.map(({ reason }) => reason),
  };
};
const brokenIn = (text: string, name?: string) => result(text, name).broken;

const web = (lines: string, more = '') => `services: { web: { image: 'shop:1', ${lines} } }\n${more}`;

describe('names that Compose services refer to', () => {
  const none = (what: string) => [`warning names-are-declared: ${what} is not declared`];
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
    'are only a note in %s, which may be used with another file',
    (name) =>
      expect(brokenIn(web('depends_on: [db]'), name)).toEqual([
        'note names-are-declared-elsewhere: service db is not declared',
      ]),
  );

  test.each([
    ['with an include', web('depends_on: [db]', 'include: [db.yaml]')],
    ['with a part of a service', web('depends_on: [db], networks: [a] }, worker: { init: true')],
  ])('are not checked in a file %s', (_, text) => expect(brokenIn(text)).toEqual([]));

  test.each([
    ['a service', web('depends_on: [db]'), "services: { db: { image: 'shop-db:1' } }"],
    ['a volume', web("volumes: ['data:/d']"), 'volumes: { data: }\nx-note: a'],
    ['a network next to empty services', web('networks: [inside]'), 'services:\nnetworks: { inside: {} }'],
  ])('may be declared in a second file: %s', (_, text, other) => {
    const files = [
      { name: 'compose.yaml', text },
      { name: 'compose.override.yaml', text: other },
    ];
    const { read, findings } = lint({ files });
    expect(read.map(({ kind }) => kind)).toEqual(['Compose', 'Compose']);
    expect(findings.filter(({ state }) => state === 'broken')).toEqual([]);
  });

  test.each([
    ['an unknown key', 'volumes: { data: }\nreplicas: 1'],
    ['a list of volumes', 'volumes: [data]'],
    ['a list of services', 'services: [docker]\nvolumes: { data: }'],
    ['only an include', 'include: [a.yaml]'],
  ])('a file with %s is not recognized as Compose', (_, text) =>
    expect(lint({ files: [{ name: 'compose.override.yaml', text }] }).read).toEqual([]),
  );

  test('are not checked under !reset, and are checked under !override', () => {
    const lines = (networks: string) => web(`networks: ${networks}`, 'networks: { inside: }\n');
    expect(result(lines('!reset { outside: { aliases: [a] } }'))).toEqual({ broken: [], unread: [] });
    expect(result(lines('!override { outside: { aliases: [a] } }')).broken).toEqual(none('network outside'));
  });

  test('are only a note while the directory has an override file that is not audited', async () => {
    const { path, remove } = createTemporaryDirectory('project');
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
    expect(await foundIn(base)).toEqual(['warning names-are-declared']);
    writeFileSync(join(path, 'compose.production.yaml'), 'services:');
    expect(await foundIn(base)).toEqual(['note names-are-declared-elsewhere']);
    writeFileSync(other, 'volumes: { data: }');
    expect(await foundIn(base)).toEqual([]);
    expect(await foundIn(base, other)).toEqual([]);
  });
});

describe('a service that another one waits for until it is healthy', () => {
  const waitFor = (lines: string) =>
    result(web(`depends_on: { db: { condition: service_healthy } } }, db: { ${lines}`));
  const noCheck = 'error health-can-be-waited-for: the health check of db';

  test.each<[string, string[]]>([
    ["image: 'postgres:17'", [`${noCheck} is missing, and the image postgres:17 has none`]],
    [
      'image: docker.io/library/redis, healthcheck: { interval: 5s }',
      [`${noCheck} is missing, and the image docker.io/library/redis has none`],
    ],
    ["image: 'postgres:17', healthcheck: { test: pg_isready }", []],
    ["image: 'postgres:17', healthcheck: { disable: true }", [`${noCheck} is disabled`]],
    ["image: 'postgres:17', build: .", []],
    ["image: 'postgres:17', extends: { file: other.yaml, service: web }", []],
    ["image: 'bitnami/postgres:17'", []],
  ])('%s', (lines, expected) => expect(waitFor(lines).broken).toEqual(expected));

  test('is listed as not checked when its image may have a health check', () => {
    const reason = 'unknown whether the image of db has a health check';
    expect(waitFor("image: 'shop-db:2'").unread).toEqual([reason]);
    expect(waitFor("image: 'shop-db:2', healthcheck: { interval: 5s }").unread).toEqual([]);
  });
});

test.each<[string, string[]]>([
  [
    'healthcheck: { test: x, interval: 5s, timeout: 30s }',
    [
      'note check-gives-up-within-interval: a check may take 30 s, and the next starts 5 s later: a hung program is ' +
        'unhealthy after 105 s',
    ],
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
