import { describe, expect, test } from 'vitest';
import { audit } from '../../../../infra/lint/lint.ts';

/** What is broken, with what was found, in objects that are written one after the other. */
function brokenIn(...objects: readonly string[]): string[] {
  const text = objects.join('\n---\n');
  const { findings, gaps } = audit({ files: [{ name: 'objects.yaml', text }] });
  expect(gaps).toEqual([]);
  return findings
    .filter(({ state }) => state === 'broken')
    .map(({ severity, id, message }) => `${severity} ${id}: ${message}`);
}

interface Parts {
  readonly kind?: string;
  readonly name?: string;
  readonly spec?: string;
  readonly labels?: string;
  readonly container?: string;
  readonly ports?: string;
}

const workload = ({ kind, name = 'a', spec, labels = 'app: a', container, ports }: Parts = {}) => `
{ apiVersion: apps/v1, kind: ${kind ?? 'Deployment'}, metadata: { name: ${name} }, spec: { ${spec ?? ''}
  selector: { matchLabels: { ${labels} } }, template: { metadata: { labels: { ${labels} } },
  spec: { containers: [{ name: a, image: a, readinessProbe: { tcpSocket: { port: 80 } }, ${container ?? ''}
  ports: [${ports ?? '{ name: http, containerPort: 80 }'}] }] } } } }`;
const service = (spec: string, name = 'a', selector = 'app: a') =>
  `{ apiVersion: v1, kind: Service, metadata: { name: ${name} }, spec: { selector: { ${selector} }, ${spec} } }`;
const toHttp = service('ports: [{ name: web, port: 80, targetPort: http }]');
const ingress = (port: string, name = 'a', more = '') => `
{ apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: { name: i${more} }, spec: { rules: [{ http: { paths: [
  { path: /, pathType: Prefix, backend: { service: { name: ${name}, port: { ${port} } } } }] } }] } }`;
const route = (to: string) => `
{ apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: { name: r },
  spec: { rules: [{ backendRefs: [{ ${to} }] }] } }`;
const scaler = (spec: string, version = 'v2', target = 'apiVersion: apps/v1, kind: Deployment, name: a') => `
{ apiVersion: autoscaling/${version}, kind: HorizontalPodAutoscaler, metadata: { name: a },
  spec: { scaleTargetRef: { ${target} }, maxReplicas: 4, ${spec} } }`;
const byPods = 'metrics: [{ type: Pods }]';
const budget = (spec: string) => `
{ apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: { name: b },
  spec: { selector: { matchLabels: { app: a } }, ${spec} } }`;

describe('ports', () => {
  const probe = (port: string) => workload({ container: `livenessProbe: { httpGet: { port: ${port} } },` });
  test.each<[string, readonly string[], string[]]>([
    ['a probe that names a port', [probe('http')], []],
    ['a probe of a number', [probe('8080')], []],
    [
      'a probe that names a port of nobody',
      [probe('web')],
      ['error probe-port-is-there: it asks web, and the container has http'],
    ],
    ['a probe of a patch', [probe('web').replace('image: a,', '')], []],
    ['a probe that a tool fills in', [probe("'$(PORT)'")], []],
    ['a probe of a number in quotes', [probe("'8080'")], ['error port-name-allowed: it is "8080"']],
    [
      'a name of sixteen letters',
      [workload({ ports: '{ name: metrics-exporter, containerPort: 80 }' })],
      ['error port-name-allowed: it is "metrics-exporter"'],
    ],
    ['a name of fifteen', [workload({ ports: '{ name: metrics-exports, containerPort: 80 }' })], []],
    [
      'a Service before pods of which one has the port',
      [workload(), workload({ name: 'old', ports: '{ containerPort: 80 }' }), toHttp],
      [],
    ],
    [
      'a Service before pods of which none has it',
      [workload({ ports: '{ name: x, containerPort: 80 }' }), toHttp],
      ['error service-port-is-there: Service/a sends to http, and the pods have x'],
    ],
    [
      'a Service of another group',
      [workload({ ports: '{ name: x, containerPort: 80 }' }), toHttp.replace('v1', 'serving.knative.dev/v1')],
      [],
    ],
  ])('%s', (_, objects, expected) => expect(brokenIn(...objects)).toEqual(expected));
});

describe('what an Ingress or a route leads to', () => {
  test.each<[string, readonly string[], string[]]>([
    ['a number that is there', [workload(), toHttp, ingress('number: 80')], []],
    ['a name that is there', [workload(), toHttp, ingress('name: web')], []],
    [
      'a number that is not',
      [workload(), toHttp, ingress('number: 8080')],
      ['error backend-port-is-there: it sends to 8080, and Service/a has 80, web'],
    ],
    ['the port of the container, which ingress-nginx takes', [workload(), toHttp, ingress('name: http')], []],
    [
      'the port of the container, which a route does not',
      [workload(), service('ports: [{ port: 80, targetPort: 8080 }]'), route('name: a, port: 8080')],
      ['error backend-port-is-there: it sends to 8080, and Service/a has 80'],
    ],
    ['a route to its port', [workload(), toHttp, route('name: a, port: 80')], []],
    ['a route to what is no Service', [workload(), toHttp, route('kind: Bucket, name: b, port: 80')], []],
    [
      'a Service that no file has',
      [workload(), toHttp, ingress('number: 80', 'b')],
      ['note backend-is-there: no file here has the Service b'],
    ],
    ['a Service, where there are none at all', [workload(), ingress('number: 80', 'b')], []],
    [
      'a Service that an operator may make',
      [
        workload(),
        toHttp,
        ingress('number: 80', 'b'),
        '{ apiVersion: db.example/v1, kind: Database, metadata: { name: b } }',
      ],
      [],
    ],
    [
      'a Service of a namespace that only one of them names',
      [workload(), toHttp, ingress('number: 81', 'a', ', namespace: shop')],
      ['error backend-port-is-there: it sends to 81, and Service/a has 80, web'],
    ],
    [
      'a Service that leads out of the cluster',
      [service('type: ExternalName, externalName: x.example, ports: [{ port: 1 }]'), ingress('number: 80')],
      [],
    ],
  ])('%s', (_, objects, expected) => expect(brokenIn(...objects)).toEqual(expected));
});

describe('what chooses pods', () => {
  const policy = (labels: string) =>
    `{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: p },
  spec: { podSelector: { ${labels} } } }`;
  const job =
    '{ apiVersion: batch/v1, kind: CronJob, metadata: { name: j }, spec: { jobTemplate: { spec: { template: ' +
    '{ metadata: { labels: { app: j } }, spec: { containers: [{ name: j }] } } } } } }';
  test.each<[string, readonly string[], string[]]>([
    [
      'a Service called like a workload that it does not choose',
      [workload(), service('ports: []', 'a', 'app: b')],
      ['warning selector-chooses-namesake: it chooses app: b, and those of Deployment/a have other labels'],
    ],
    [
      'a policy of nothing in the files',
      [workload(), policy('matchLabels: { app: b }')],
      ['note selector-chooses-pods: it chooses app: b, and no pod here has that'],
    ],
    ...[
      'statefulset.kubernetes.io/pod-name',
      'apps.kubernetes.io/pod-index',
      'batch.kubernetes.io/job-name',
      'job-completion-index',
      'batch.kubernetes.io/controller-uid',
      'pod-template-hash',
      'controller-revision-hash',
    ].map((given): [string, readonly string[], string[]] => [
      `a Service that chooses also by ${given}, which no file has`,
      [workload(), service('ports: []', 'a', `app: a, ${given}: '0'`)],
      [],
    ]),
    [
      'such a Service of other pods',
      [workload(), service('ports: []', 'b', 'app: b, pod-template-hash: abc')],
      ['note selector-chooses-pods: it chooses app: b, and no pod here has that'],
    ],
    ['a policy of all pods', [workload(), policy('')], []],
    ['a policy of a job', [workload(), job, policy('matchLabels: { app: j }')], []],
    [
      'a policy of an expression',
      [workload(), policy('matchExpressions: [{ key: a, operator: Exists }]')],
      [],
    ],
    ['a policy alone', [policy('matchLabels: { app: b }')], []],
    [
      'a policy beside a part of a workload',
      [
        '{ apiVersion: apps/v1, kind: Deployment, metadata: { name: a }, spec: { template: { spec: ' +
          '{ containers: [{ name: a }] } } } }',
        policy('matchLabels: { app: b }'),
      ],
      [],
    ],
  ])('%s', (_, objects, expected) => expect(brokenIn(...objects)).toEqual(expected));
});

describe('scalers', () => {
  const cpu = 'resources: { requests: { cpu: 1 } },';
  const none = 'warning scaler-has-requests: its scaler goes by cpu, and it requests none';
  test.each<[string, readonly string[], string[]]>([
    ['by what is requested', [workload({ container: cpu }), scaler('', 'v1')], []],
    ['of the older form', [workload(), scaler('targetCPUUtilizationPercentage: 50', 'v1')], [none]],
    ['by nothing, which is the processor', [workload(), scaler('')], [none]],
    [
      'by one container',
      [
        workload(),
        scaler(
          'metrics: [{ containerResource: { name: cpu, container: a, target: { type: Utilization } } }]',
        ),
      ],
      [none],
    ],
    [
      'by another container',
      [
        workload(),
        scaler(
          'metrics: [{ containerResource: { name: cpu, container: b, target: { type: Utilization } } }]',
        ),
      ],
      [],
    ],
    [
      'without a group',
      [workload(), scaler(byPods, 'v2', 'kind: Deployment, name: a')],
      ['error scaler-names-the-group: it names no apiVersion'],
    ],
    [
      'of nothing',
      [workload(), scaler(byPods, 'v2', 'apiVersion: apps/v1, kind: Deployment, name: b')],
      ['note scaler-has-a-target: no file here has the Deployment b'],
    ],
    [
      'of a kind that nobody knows',
      [workload(), scaler(byPods, 'v2', 'apiVersion: x.example/v1, kind: Fleet, name: b')],
      [],
    ],
  ])('%s', (_, objects, expected) => expect(brokenIn(...objects)).toEqual(expected));
});

describe('budgets', () => {
  const two = workload({ spec: 'replicas: 2,' });
  const quiet = scaler(`minReplicas: 2, ${byPods}`);
  test.each<[string, readonly string[], string[]]>([
    [
      'of all pods',
      [two, budget('minAvailable: 2')],
      ['warning budget-allows-one: 2 of 2 pods must be there'],
    ],
    [
      'of all pods of two workloads',
      [two, workload({ name: 'b', spec: 'replicas: 2,' }), budget('minAvailable: 2')],
      [],
    ],
    [
      'of as many as a scaler goes down to',
      [workload(), quiet, budget('minAvailable: 2')],
      ['note budget-allows-one-when-quiet: 2 must be there, and its scaler goes down to 2'],
    ],
    ['of one less', [workload(), quiet, budget('minAvailable: 1')], []],
    ['of a share', [workload(), quiet, budget('minAvailable: 50%')], []],
    [
      'of more than a share of them',
      [workload(), quiet, budget('minAvailable: 51%')],
      ['note budget-allows-one-when-quiet: 2 must be there, and its scaler goes down to 2'],
    ],
    ['of what a drain leaves alone', [workload({ kind: 'DaemonSet' }), budget('maxUnavailable: 0')], []],
  ])('%s', (_, objects, expected) => expect(brokenIn(...objects)).toEqual(expected));
});

test.each<[string, string[]]>([
  ['requests: { cpu: 500m, memory: 1Gi }, limits: { cpu: 0.5, memory: 1024Mi }', []],
  ['requests: { cpu: 2 }', []],
  ['requests: { cpu: 2 }, limits: { cpu: 1500m }', ['error requests-within-limits: it requests 2 of 1500m']],
  [
    'requests: { memory: 1Gi }, limits: { memory: 1G }',
    ['error requests-within-limits: it requests 1Gi of 1G'],
  ],
  ["requests: { memory: '$(MEMORY)' }, limits: { memory: 1G }", []],
])('of resources { %s }', (resources, expected) =>
  expect(brokenIn(workload({ container: `resources: { ${resources} },` }))).toEqual(expected),
);
