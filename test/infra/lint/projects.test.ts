import { describe, expect, test } from 'vitest';
import { auditFiles, brokenLines } from './support/memory-files.ts';

const startInterval = 'services: { api: { image: "a:1", healthcheck: { test: x, start_interval: 2s } } }\n';
const startPeriod = 'services: { api: { healthcheck: { start_period: 30s } } }\n';
const missingPeriod = (file: string) => [`warning start-interval-has-period ${file}:1`];

describe('Compose files are merged as Compose merges them', () => {
  test('an override next to the main file is read', () => {
    expect(brokenLines(auditFiles({ 'compose.yaml': startInterval }))).toEqual(missingPeriod('compose.yaml'));
    expect(
      brokenLines(auditFiles({ 'compose.yaml': startInterval }, { 'compose.override.yaml': startPeriod })),
    ).toEqual([]);
  });

  test('files that are named together are one project, and an override alone has its main file', () => {
    const [main, other] = ['compose.yaml', 'compose.dev.yaml'];
    expect(brokenLines(auditFiles({ [main]: startPeriod, [other]: startInterval }))).toEqual([]);
    expect(brokenLines(auditFiles({ [other]: startInterval }, { [main]: startPeriod }))).toEqual([]);
  });

  test('files without a common service, or in other folders, are projects of their own', () => {
    const text = (name: string) => `services: { ${name}: { image: "a:1", depends_on: [db] } }\n`;
    const found = auditFiles({
      'a/compose.yaml': text('api'),
      'b/compose.yaml': 'services: { db: { image: "d:1" } }\n',
    });
    expect(brokenLines(found)).toEqual(['warning names-are-declared a/compose.yaml:1']);
  });

  test('a name that nothing declares is found once, however many services use it', () => {
    const services = ['a', 'b', 'c'].map((name) => `  ${name}: { image: "a:1", secrets: [key] }\n`).join('');
    expect(brokenLines(auditFiles({ 'compose.yaml': `services:\n${services}` }))).toEqual([
      'warning names-are-declared compose.yaml:2',
    ]);
  });

  test('.env, defaults and env_file give the values', () => {
    const check = (times: string) => ({
      'compose.yaml': `services: { a: { image: "a:1", healthcheck: { test: x, ${times} } } }\n`,
    });
    const late = ['note check-gives-up-within-interval compose.yaml:1'];
    const env = { '.env': '# times\nexport EVERY=\'5s\'\nTIMEOUT="30s"\n' };
    expect(brokenLines(auditFiles(check(`interval: "$EVERY", timeout: "\${TIMEOUT}"`), env))).toEqual(late);
    expect(brokenLines(auditFiles(check(`interval: "\${EVERY:-5s}", timeout: "\${TIMEOUT-30s}"`)))).toEqual(
      late,
    );
    expect(auditFiles(check('interval: "$EVERY", timeout: 30s')).unread).toMatchObject([
      { reason: 'EVERY has no value here' },
    ]);
    const heap = {
      'compose.yaml': 'services: { a: { image: "node:24", env_file: a.env, mem_limit: 512m } }\n',
    };
    expect(brokenLines(auditFiles(heap, { 'a.env': 'NODE_OPTIONS=--max-old-space-size=1024\n' }))).toEqual([
      'error heap-within-limit compose.yaml:1',
    ]);
  });

  test('no file outside the folder is read', () => {
    const heap = {
      'a/compose.yaml': 'services: { a: { image: "node:24", env_file: ../a.env, mem_limit: 512m } }\n',
    };
    expect(brokenLines(auditFiles(heap, { 'a.env': 'NODE_OPTIONS=--max-old-space-size=1024\n' }))).toEqual(
      [],
    );
  });
});

const socket = 'server { location /ws { proxy_pass http://app:1; } }\n';
const upgrade = (place: string) => [`warning socket-path-upgrades ${place}`];

describe('nginx configurations are read with what they include', () => {
  test.each([
    ['conf.d/*.conf', 'conf.d/site.conf'],
    ['/etc/nginx/conf.d/*.conf', 'conf.d/site.conf'],
    ['/etc/nginx/sites-enabled/*', 'sites-enabled/site'],
    ['site.conf', 'site.conf'],
  ])('include %s', (pattern, path) => {
    const main = { 'nginx.conf': `events {}\nhttp { include ${pattern}; }\n` };
    expect(brokenLines(auditFiles({ ...main, [path]: socket }))).toEqual(upgrade(`${path}:1`));
    expect(brokenLines(auditFiles(main, { [path]: socket }))).toEqual(upgrade(`${path}:1`));
  });

  test('a file that includes itself is not expanded', () => {
    const { unread } = auditFiles({ 'nginx.conf': `events {}\nhttp { include nginx.conf; ${socket} }\n` });
    expect(unread).toMatchObject([{ place: { resource: 'include', path: 'nginx.conf' } }]);
  });

  test('a file without http says which paths are not decided', () => {
    expect(auditFiles({ 'site.conf': socket }).unread).toMatchObject([
      { reason: expect.stringContaining('what /ws inherit') },
    ]);
  });

  test.each([
    [
      'a ConfigMap',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  nginx.conf: |\n    events {}\n',
    ],
    [
      'a config of Compose',
      'services: { a: { image: "nginx:1" } }\nconfigs:\n  a:\n    content: |\n      events {}\n',
    ],
  ])('in %s, with the lines of the outer file', (_, head) => {
    const indent = /( +)events/.exec(head)?.[1] ?? '';
    const text = `${head}${indent}http {\n${indent}  ${socket}${indent}}\n`;
    expect(brokenLines(auditFiles({ 'compose.yaml': text }))).toEqual(
      upgrade(`compose.yaml:${head.split('\n').length + 1}`),
    );
  });

  test.each([`listen \${PORT};`, 'server_name $DOMAIN;', `\${EXTRA}`])('%s makes it a template', (line) => {
    const { gaps, findings } = auditFiles({
      'nginx.conf': `events {}\nhttp { server { ${line} location /ws { proxy_pass http://a; } } }`,
    });
    expect(gaps).toMatchObject([{ reason: expect.stringContaining('template for envsubst') }]);
    expect(findings).toEqual([]);
  });

  test('the variables of nginx are not those of a template', () => {
    const text =
      'events {}\nhttp { map $http_upgrade $CONNECTION { default a; } server { set $UP http://a; listen 80; } }';
    expect(auditFiles({ 'nginx.conf': text }).gaps).toEqual([]);
  });
});

test('a gateway in another folder that was only found is not joined with a service of the same name', () => {
  const files = {
    'a/nginx.conf':
      'events {}\nhttp { server { location / { proxy_pass http://app; proxy_read_timeout 5s; } } }',
    'b/compose.yaml': 'services: { app: { image: "a:1", command: [gunicorn, --timeout, "90"] } }\n',
  };
  const inputs = Object.entries(files).map(([name, text]) => ({ name, text }));
  const found = (isFound: boolean) =>
    brokenLines(auditFiles({}, {}, { files: inputs.map((file) => ({ ...file, isFound })) }));
  expect(found(false)).toEqual([expect.stringContaining('warning deadline-before-gateway ')]);
  expect(found(true)).toEqual([]);
});
