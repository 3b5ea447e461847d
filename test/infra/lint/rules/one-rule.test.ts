import { expect, test } from 'vitest';
import { profile } from '../../../../app/contract/profiles.ts';
import { lint } from '../../../../infra/lint/lint.ts';
import { allRules } from '../../../../infra/lint/rules/catalog.ts';
import { cloudFormationRules } from '../../../../infra/lint/rules/cloudformation/all.ts';
import { invariantRules } from '../../../../infra/lint/rules/invariants.ts';

const brokenIn = (text: string): string[] =>
  lint({ files: [{ name: 'file', text }], upstreamContract: profile('self-hosted') })
    .findings.filter(({ state, id }) => state === 'broken' && ruleIds.has(id))
    .map(({ id }) => id);

const others = new Set([...cloudFormationRules, ...invariantRules].map(({ id }) => id));
const ruleIds = new Set(allRules.map(({ id }) => id).filter((id) => !others.has(id)));

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

/** Each rule broken, next to a similar file that is valid. */
test.each<[string, string, string[]]>([
  [
    'an nginx upgrade without a version',
    location(`${socket} proxy_set_header Connection upgrade;`),
    ['upgrade-version-said'],
  ],
  [
    'an nginx upgrade over 1.1',
    location(`${socket} proxy_set_header Connection upgrade; proxy_http_version 1.1;`),
    [],
  ],
  [
    'an nginx upgrade over 1.0',
    location(`${socket} proxy_set_header Connection $c; proxy_http_version 1.0;`),
    ['upgrade-over-http-1-1'],
  ],
  [
    'an nginx upgrade with Connection: close',
    location(`${socket} proxy_set_header Connection close;`),
    ['upgrade-over-http-1-1'],
  ],
  [
    'an nginx upgrade header that is removed',
    location('proxy_set_header Upgrade ""; proxy_pass http://a;'),
    [],
  ],
  [
    'an empty header on the enclosing level',
    location(
      `${socket} proxy_set_header Connection upgrade; proxy_http_version 1.1;`,
      'proxy_set_header Forwarded "";',
    ),
    [],
  ],
  [
    'a WebSocket path with an include',
    location(`include proxy_params; proxy_pass http://a;`).replace('/ {', '/ws {'),
    [],
  ],
  [
    'a WebSocket path without headers',
    location('proxy_pass http://a;').replace('/ {', '/ws {'),
    ['our-socket-upgrades'],
  ],
  [
    'retries of idempotent requests only',
    location('proxy_pass http://a; proxy_next_upstream error timeout;').replace('/ {', '/a {'),
    [],
  ],
  [
    'X-Accel-Buffering as a request header',
    location('proxy_set_header X-Accel-Buffering no; proxy_pass http://a;').replace('/ {', '/a {'),
    ['buffering-switched-off-here'],
  ],
  [
    'X-Accel-Buffering as a request header with buffering off',
    location('proxy_set_header X-Accel-Buffering no; proxy_buffering off; proxy_pass http://a;').replace(
      '/ {',
      '/a {',
    ),
    [],
  ],
  [
    'a buffered stream path',
    location('proxy_pass http://a;').replace('/ {', '/sse {'),
    ['stream-path-unbuffered'],
  ],
  [
    'a stream path that is not buffered',
    location('proxy_pass http://a;', 'proxy_buffering off;').replace('/ {', '/sse {'),
    [],
  ],
  [
    'a stream path with an include',
    location('include proxy_params; proxy_pass http://a;').replace('/ {', '/sse {'),
    [],
  ],
  [
    'a connect timeout above the limit',
    location('proxy_pass http://a; proxy_connect_timeout 5m;').replace('/ {', '/a {'),
    ['connect-within-kernel-limit'],
  ],
  [
    'a connect timeout at the limit',
    location('proxy_pass http://a; proxy_connect_timeout 90s;').replace('/ {', '/a {'),
    [],
  ],
  [
    'an open-file limit equal to the connections',
    'worker_rlimit_nofile 1024; events { worker_connections 1024; }',
    [],
  ],
  ['a balancing method above keepalive', 'http { upstream a { ip_hash; server b; keepalive 2; } }', []],

  ['a shell with exec', workload('', '', "command: [sh, -c, 'a; exec b'],"), []],
  [
    'a shell with one command in an unknown image',
    workload('', '', "command: [sh, -c, 'node a.js'],"),
    ['program-may-miss-the-signal'],
  ],
  [
    'a shell in a pod that shares its processes',
    workload('', 'shareProcessNamespace: true,', "command: [sh, -c, 'a; b'],"),
    ['program-may-miss-the-signal'],
  ],
  ['args for an image with its own entry point', workload('', '', "args: [sh, -c, 'a; b'],"), []],
  [
    'a preStop sleep within the grace period',
    workload('', '', 'lifecycle: { preStop: { exec: { command: [sleep, "5"] } } },'),
    [],
  ],
  [
    'a preStop sleep beyond the grace period',
    workload('', 'terminationGracePeriodSeconds: 20,', 'lifecycle: { preStop: { sleep: { seconds: 25 } } },'),
    ['pre-stop-within-grace'],
  ],
  [
    'a probe timeout equal to its period',
    workload('', '', 'readinessProbe: { tcpSocket: {}, periodSeconds: 5, timeoutSeconds: 5 },'),
    [],
  ],
  [
    'a startup probe without a readiness probe',
    workload('', '', 'startupProbe: { tcpSocket: {} },') + service('ports: [{ targetPort: http }]'),
    [],
  ],
  ['a headless Service', workload('') + service('clusterIP: None, ports: [{ targetPort: 80 }]'), []],
  [
    'a Service in another namespace',
    workload('') +
      service('ports: [{ targetPort: nowhere }]').replace('name: a }', 'name: a, namespace: b }'),
    [],
  ],
  [
    'a rolling update with maxUnavailable 1',
    workload('replicas: 2, strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },'),
    [],
  ],
  [
    'replicas outside the range of the scaler',
    workload('replicas: 9,') + scaler('minReplicas: 2, maxReplicas: 4, metrics: [{ pods: {} }]'),
    ['scaler-knows-replicas'],
  ],
  [
    'replicas in the range of the scaler',
    workload('replicas: 3,') + scaler('minReplicas: 2, maxReplicas: 4, metrics: [{ pods: {} }]'),
    [],
  ],
  [
    'a scaler by CPU with limits only',
    workload('', '', 'resources: { limits: { cpu: 1 } },') +
      scaler('maxReplicas: 4, metrics: [{ resource: { name: cpu, target: { type: Utilization } } }]'),
    [],
  ],
  [
    'a budget that requires all pods',
    workload('replicas: 2,') + budget('minAvailable: 2'),
    ['budget-allows-one'],
  ],
  [
    'a budget that requires 100 % of the pods',
    workload('replicas: 2,') + budget('minAvailable: 100%'),
    ['budget-allows-one'],
  ],
  ['a budget that requires one of two pods', workload('replicas: 2,') + budget('minAvailable: 1'), []],
  ['a budget that allows 1 % unavailable', workload('replicas: 2,') + budget('maxUnavailable: 1%'), []],
  [
    "a budget equal to the scaler's minimum",
    workload('replicas: 2,') +
      scaler('minReplicas: 2, maxReplicas: 4, metrics: [{ pods: {} }]') +
      budget('minAvailable: 2'),
    ['budget-allows-one-when-quiet'],
  ],
  ['a budget of an unknown number of pods', workload('') + budget('minAvailable: 1'), []],
  [
    'a budget in another namespace',
    workload('replicas: 1,') + budget('minAvailable: 1', ', namespace: b'),
    [],
  ],

  ['npm as a string', one("command: 'npm start'"), ['program-has-the-signal']],
  ['npm with an init', one("command: 'npm start', init: true"), []],
  ['a program as a string', one("command: 'node npm start'"), []],
  ['a heap below the memory limit', one("command: 'node --max-old-space-size=700 a.js', mem_limit: 1g"), []],
  [
    'a heap above the memory limit',
    one("command: 'node --max-old-space-size=1025 a.js', mem_limit: 1gb"),
    ['heap-within-limit'],
  ],
  ['an unlimited hard limit of open files', one('ulimits: { nofile: { soft: 1024, hard: -1 } }'), []],
  ['a memory reservation equal to the limit', one('mem_limit: 1g, mem_reservation: 1024m'), []],
])('rules broken by %s', (_, text, ids) => expect(brokenIn(text)).toEqual(ids));
