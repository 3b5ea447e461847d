import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { profile } from '../../../../../app/contract/profiles.ts';
import { audit } from '../../../../../infra/lint/lint.ts';
import { kubernetesRules } from '../../../../../infra/lint/models/kubernetes/source.ts';
import { oursRules } from '../../../../../infra/lint/models/nginx/rostrum-upstream.ts';
import { composeRules } from '../../../../../infra/lint/rules/compose.ts';
import { nginxRules } from '../../../../../infra/lint/rules/nginx/all.ts';

const brokenIn = (text: string): string[] =>
  audit({ files: [{ name: 'file', text }], upstreamContract: profile('self-hosted') })
    .findings.filter(({ state, id }) => state === 'broken' && ruleIds.has(id))
    .map(({ id }) => id);

const all = [...nginxRules, ...oursRules, ...kubernetesRules, ...composeRules];
const ruleIds = new Set(all.map(({ id }) => id));

const location = (lines: string, http = '') =>
  `http { proxy_read_timeout 2m; client_max_body_size 0; ${http} server { location / { ${lines} } } }`;
const socket = 'proxy_set_header Upgrade $http_upgrade; proxy_pass http://a;';

const workload = (spec: string, pod = '', container = '') => `
{ apiVersion: apps/v1, kind: Deployment, metadata: { name: a }, spec: { ${spec}
  selector: { matchLabels: { app: a } }, template: { metadata: { labels: { app: a } },
  spec: { ${pod} containers: [{ name: a, image: a, ${container} ports: [{ name: http }] }] } } } }`;
const scaler = (spec: string) => `
---
{ apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: { name: a },
  spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: a }, ${spec} } }`;
const budget = (spec: string, more = '') => `
---
{ apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: { name: a${more} },
  spec: { selector: { matchLabels: { app: a } }, ${spec} } }`;
const service = (spec: string) => `
---
{ apiVersion: v1, kind: Service, metadata: { name: a }, spec: { selector: { app: a }, ${spec} } }`;

const one = (lines: string) => `services: { a: { image: 'node:24', ${lines} } }`;

/** Each rule where it is broken, and right beside it where it is not. */
test.each<[string, string, string[]]>([
  [
    'an upgrade without a version',
    location(`${socket} proxy_set_header Connection upgrade;`),
    ['upgrade-version-said'],
  ],
  [
    'an upgrade with one',
    location(`${socket} proxy_set_header Connection upgrade; proxy_http_version 1.1;`),
    [],
  ],
  [
    'an upgrade over 1.0',
    location(`${socket} proxy_set_header Connection $c; proxy_http_version 1.0;`),
    ['upgrade-over-http-1-1'],
  ],
  [
    'an upgrade with Connection: close',
    location(`${socket} proxy_set_header Connection close;`),
    ['upgrade-over-http-1-1'],
  ],
  ['an upgrade that is taken away', location('proxy_set_header Upgrade ""; proxy_pass http://a;'), []],
  [
    'a header around that is empty',
    location(
      `${socket} proxy_set_header Connection upgrade; proxy_http_version 1.1;`,
      'proxy_set_header Forwarded "";',
    ),
    [],
  ],
  [
    'a socket of what an include says',
    location(`include proxy_params; proxy_pass http://a;`).replace('/ {', '/ws {'),
    [],
  ],
  ['a socket of nothing', location('proxy_pass http://a;').replace('/ {', '/ws {'), ['our-socket-upgrades']],
  [
    'what only idempotent requests get',
    location('proxy_pass http://a; proxy_next_upstream error timeout;').replace('/ {', '/a {'),
    [],
  ],
  [
    'a header that nobody reads',
    location('proxy_set_header X-Accel-Buffering no; proxy_pass http://a;').replace('/ {', '/a {'),
    ['buffering-switched-off-here'],
  ],
  [
    'a header that nobody reads, beside what says it right',
    location('proxy_set_header X-Accel-Buffering no; proxy_buffering off; proxy_pass http://a;').replace(
      '/ {',
      '/a {',
    ),
    [],
  ],
  [
    'a stream by its name',
    location('proxy_pass http://a;').replace('/ {', '/sse {'),
    ['stream-path-unbuffered'],
  ],
  [
    'a stream by its name that is not buffered',
    location('proxy_pass http://a;', 'proxy_buffering off;').replace('/ {', '/sse {'),
    [],
  ],
  [
    'a stream by its name of what an include says',
    location('include proxy_params; proxy_pass http://a;').replace('/ {', '/sse {'),
    [],
  ],
  [
    'more time to connect than there is',
    location('proxy_pass http://a; proxy_connect_timeout 5m;').replace('/ {', '/a {'),
    ['connect-within-75-seconds'],
  ],
  [
    'as much time to connect as there is',
    location('proxy_pass http://a; proxy_connect_timeout 75s;').replace('/ {', '/a {'),
    [],
  ],
  ['files for all connections', 'worker_rlimit_nofile 1024; events { worker_connections 1024; }', []],
  ['a method above keepalive', 'http { upstream a { ip_hash; server b; keepalive 2; } }', []],

  ['a shell with exec', workload('', '', "command: [sh, -c, 'a; exec b'],"), []],
  ['a shell with one command', workload('', '', "command: [sh, -c, 'node a.js'],"), []],
  [
    'a shell in a pod that shares its processes',
    workload('', 'shareProcessNamespace: true,', "command: [sh, -c, 'a; b'],"),
    [],
  ],
  ['words for an image that has its own', workload('', '', "args: [sh, -c, 'a; b'],"), []],
  ['a short sleep', workload('', '', 'lifecycle: { preStop: { exec: { command: [sleep, "5"] } } },'), []],
  [
    'a long sleep',
    workload('', 'terminationGracePeriodSeconds: 20,', 'lifecycle: { preStop: { sleep: { seconds: 25 } } },'),
    ['pre-stop-within-grace'],
  ],
  [
    'a probe of a period',
    workload('', '', 'readinessProbe: { tcpSocket: {}, periodSeconds: 5, timeoutSeconds: 5 },'),
    [],
  ],
  [
    'a startup probe',
    workload('', '', 'startupProbe: { tcpSocket: {} },') + service('ports: [{ targetPort: http }]'),
    [],
  ],
  ['a headless Service', workload('') + service('clusterIP: None, ports: [{ targetPort: 80 }]'), []],
  [
    'a Service of another namespace',
    workload('') +
      service('ports: [{ targetPort: nowhere }]').replace('name: a }', 'name: a, namespace: b }'),
    [],
  ],
  [
    'an update of one by one',
    workload('strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },'),
    [],
  ],
  [
    'a scaler that knows better',
    workload('replicas: 9,') + scaler('minReplicas: 2, maxReplicas: 4, metrics: [{ pods: {} }]'),
    ['scaler-knows-replicas'],
  ],
  [
    'a scaler that agrees',
    workload('replicas: 3,') + scaler('minReplicas: 2, maxReplicas: 4, metrics: [{ pods: {} }]'),
    [],
  ],
  [
    'a scaler by what is limited',
    workload('', '', 'resources: { limits: { cpu: 1 } },') +
      scaler('maxReplicas: 4, metrics: [{ resource: { name: cpu, target: { type: Utilization } } }]'),
    [],
  ],
  ['a budget of all', workload('replicas: 2,') + budget('minAvailable: 2'), ['budget-allows-one']],
  [
    'a budget of all in per cent',
    workload('replicas: 2,') + budget('minAvailable: 100%'),
    ['budget-allows-one'],
  ],
  ['a budget of one of two', workload('replicas: 2,') + budget('minAvailable: 1'), []],
  ['a budget of one per cent', workload('replicas: 2,') + budget('maxUnavailable: 1%'), []],
  [
    'a budget below a scaler',
    workload('replicas: 2,') +
      scaler('minReplicas: 2, maxReplicas: 4, metrics: [{ pods: {} }]') +
      budget('minAvailable: 2'),
    ['budget-allows-one-when-quiet'],
  ],
  ['a budget where nobody says how many', workload('') + budget('minAvailable: 1'), []],
  ['a budget of others', workload('replicas: 1,') + budget('minAvailable: 1', ', namespace: b'), []],

  ['npm as a text', one("command: 'npm start'"), ['program-has-the-signal']],
  ['npm under an init', one("command: 'npm start', init: true"), []],
  ['a program as a text', one("command: 'node npm start'"), []],
  ['a heap below the memory', one("command: 'node --max-old-space-size=700 a.js', mem_limit: 1g"), []],
  [
    'a heap above the memory',
    one("command: 'node --max-old-space-size=1025 a.js', mem_limit: 1gb"),
    ['heap-within-limit'],
  ],
  ['limits in order', one('ulimits: { nofile: { soft: 1024, hard: -1 } }'), []],
  ['as much reserved as there is', one('mem_limit: 1g, mem_reservation: 1024m'), []],
])('%s', (_, text, ids) => expect(brokenIn(text)).toEqual(ids));

test('every rule is broken somewhere in these tests, and has a name of its own', () => {
  const folder = fileURLToPath(new URL('../../../audit', import.meta.url));
  const tests = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  const text = tests.map((name) => readFileSync(`${folder}${name}`, 'utf8')).join('');
  expect([...ruleIds].filter((id) => !text.includes(id))).toEqual([]);
  for (const rules of [[...nginxRules, ...oursRules], kubernetesRules, composeRules])
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
});
