import { describe, expect, test } from 'vitest';
import { lint } from '../../../../infra/lint/lint.ts';

/** Audits objects in one YAML file, and returns what is broken. */
function brokenIn(...objects: readonly string[]): string[] {
  const text = objects.join('\n---\n');
  const { findings, gaps } = lint({ files: [{ name: 'objects.yaml', text }] });
  expect(gaps).toEqual([]);
  return findings
    .filter(({ state }) => state === 'broken')
    .map(({ severity, id, message }) => `${severity} ${id}: ${message}`);
}

interface WorkloadOptions {
  readonly kind?: string;
  readonly name?: string;
  readonly spec?: string;
  readonly labels?: string;
  readonly container?: string;
  readonly ports?: string;
}

const workload = ({ kind, name = 'a', spec, labels = 'app: a', container, ports }: WorkloadOptions = {}) => `
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

describe('Kubernetes ports', () => {
  const probe = (port: string) => workload({ container: `livenessProbe: { httpGet: { port: ${port} } },` });
  test.each<[string, readonly string[], string[]]>([
    ['a probe with a port name', [probe('http')], []],
    ['a probe with a port number', [probe('8080')], []],
    [
      'a probe with an unknown port name',
      [probe('web')],
      ['error probe-port-is-there: it is web, and the container has http'],
    ],
    ['a probe in a patch', [probe('web').replace('image: a,', '')], []],
    ['a probe with a placeholder', [probe("'$(PORT)'")], []],
    ['a probe with a quoted number', [probe("'8080'")], ['error port-name-allowed: it is "8080"']],
    [
      'a port name of 16 characters',
      [workload({ ports: '{ name: metrics-exporter, containerPort: 80 }' })],
      ['error port-name-allowed: it is "metrics-exporter"'],
    ],
    [
      'a port name of 15 characters',
      [workload({ ports: '{ name: metrics-exports, containerPort: 80 }' })],
      [],
    ],
    [
      'a Service whose target port some pods have',
      [workload(), workload({ name: 'old', ports: '{ containerPort: 80 }' }), toHttp],
      [],
    ],
    [
      'a Service whose target port no pod has',
      [workload({ ports: '{ name: x, containerPort: 80 }' }), toHttp],
      ['error service-port-is-there: Service/a sends to http, and the pods have x'],
    ],
    [
      'a Service of another API group',
      [workload({ ports: '{ name: x, containerPort: 80 }' }), toHttp.replace('v1', 'serving.knative.dev/v1')],
      [],
    ],
  ])('%s', (_, objects, expected) => expect(brokenIn(...objects)).toEqual(expected));
});

describe('the backend of an Ingress or a route', () => {
  test.each<[string, readonly string[], string[]]>([
    ['an existing port number', [workload(), toHttp, ingress('number: 80')], []],
    ['an existing port name', [workload(), toHttp, ingress('name: web')], []],
    [
      'an unknown port number',
      [workload(), toHttp, ingress('number: 8080')],
      ['error backend-port-is-there: it sends to 8080, and Service/a has 80, web'],
    ],
    ['the container port, which ingress-nginx accepts', [workload(), toHttp, ingress('name: http')], []],
    [
      'the container port, which a route does not accept',
      [workload(), service('ports: [{ port: 80, targetPort: 8080 }]'), route('name: a, port: 8080')],
      ['error backend-port-is-there: it sends to 8080, and Service/a has 80'],
    ],
    ['a route to an existing port', [workload(), toHttp, route('name: a, port: 80')], []],
    ['a route to another kind', [workload(), toHttp, route('kind: Bucket, name: b, port: 80')], []],
    [
      'an unknown Service',
      [workload(), toHttp, ingress('number: 80', 'b')],
      ['note backend-is-there: no file has Service/b'],
    ],
    ['an unknown Service in files without Services', [workload(), ingress('number: 80', 'b')], []],
    [
      'a Service that an operator may create',
      [
        workload(),
        toHttp,
        ingress('number: 80', 'b'),
        '{ apiVersion: db.example/v1, kind: Database, metadata: { name: b } }',
      ],
      [],
    ],
    [
      'a Service when only the Ingress has a namespace',
      [workload(), toHttp, ingress('number: 81', 'a', ', namespace: shop')],
      ['error backend-port-is-there: it sends to 81, and Service/a has 80, web'],
    ],
    [
      'an external Service',
      [service('type: ExternalName, externalName: x.example, ports: [{ port: 1 }]'), ingress('number: 80')],
      [],
    ],
  ])('%s', (_, objects, expected) => expect(brokenIn(...objects)).toEqual(expected));
});

describe('selectors', () => {
  const policy = (labels: string) =>
    `{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: p },
  spec: { podSelector: { ${labels} } } }`;
  const job =
    '{ apiVersion: batch/v1, kind: CronJob, metadata: { name: j }, spec: { jobTemplate: { spec: { template: ' +
    '{ metadata: { labels: { app: j } }, spec: { containers: [{ name: j }] } } } } } }';
  test.each<[string, readonly string[], string[]]>([
    [
      'a Service that does not match the workload of the same name',
      [workload(), service('ports: []', 'a', 'app: b')],
      [
        'warning selector-chooses-namesake: it selects app: b, and the pods of Deployment/a have other labels',
      ],
    ],
    [
      'a policy that matches no pods',
      [workload(), policy('matchLabels: { app: b }')],
      ['note selector-chooses-pods: it selects app: b, and no pod has these labels'],
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
      `a Service that also selects by ${given}, which controllers add`,
      [workload(), service('ports: []', 'a', `app: a, ${given}: '0'`)],
      [],
    ]),
    [
      'a Service with such a label that matches no pods',
      [workload(), service('ports: []', 'b', 'app: b, pod-template-hash: abc')],
      ['note selector-chooses-pods: it selects app: b, and no pod has these labels'],
    ],
    ['a policy for all pods', [workload(), policy('')], []],
    ['a policy for a job', [workload(), job, policy('matchLabels: { app: j }')], []],
    [
      'a policy with an expression',
      [workload(), policy('matchExpressions: [{ key: a, operator: Exists }]')],
      [],
    ],
    ['a policy in files without pods', [policy('matchLabels: { app: b }')], []],
    [
      'a policy next to a patch of a workload',
      [
        '{ apiVersion: apps/v1, kind: Deployment, metadata: { name: a }, spec: { template: { spec: ' +
          '{ containers: [{ name: a }] } } } }',
        policy('matchLabels: { app: b }'),
      ],
      [],
    ],
  ])('%s', (_, objects, expected) => expect(brokenIn(...objects)).toEqual(expected));
});

describe('a HorizontalPodAutoscaler', () => {
  const cpu = 'resources: { requests: { cpu: 1 } },';
  const none = 'warning scaler-has-requests: the scaler uses cpu, and it requests none';
  test.each<[string, readonly string[], string[]]>([
    ['by CPU with requests', [workload({ container: cpu }), scaler('', 'v1')], []],
    [
      'of version v1 without requests',
      [workload(), scaler('targetCPUUtilizationPercentage: 50', 'v1')],
      [none],
    ],
    ['without metrics, which means CPU', [workload(), scaler('')], [none]],
    [
      'by a container without requests',
      [
        workload(),
        scaler(
          'metrics: [{ containerResource: { name: cpu, container: a, target: { type: Utilization } } }]',
        ),
      ],
      [none],
    ],
    [
      'by a container that does not exist',
      [
        workload(),
        scaler(
          'metrics: [{ containerResource: { name: cpu, container: b, target: { type: Utilization } } }]',
        ),
      ],
      [],
    ],
    [
      'without the API group of its target',
      [workload(), scaler(byPods, 'v2', 'kind: Deployment, name: a')],
      ['warning scaler-names-the-group: it names no apiVersion'],
    ],
    [
      'with an unknown target',
      [workload(), scaler(byPods, 'v2', 'apiVersion: apps/v1, kind: Deployment, name: b')],
      ['note scaler-has-a-target: no file has Deployment/b'],
    ],
    [
      'with a target of a custom kind',
      [workload(), scaler(byPods, 'v2', 'apiVersion: x.example/v1, kind: Fleet, name: b')],
      [],
    ],
  ])('%s', (_, objects, expected) => expect(brokenIn(...objects)).toEqual(expected));
});

describe('a PodDisruptionBudget', () => {
  const two = workload({ spec: 'replicas: 2,' });
  const quiet = scaler(`minReplicas: 2, ${byPods}`);
  test.each<[string, readonly string[], string[]]>([
    [
      'that requires all pods',
      [two, budget('minAvailable: 2')],
      ['warning budget-allows-one: 2 of 2 pods must stay available'],
    ],
    [
      'that requires half of the pods of two workloads',
      [two, workload({ name: 'b', spec: 'replicas: 2,' }), budget('minAvailable: 2')],
      [],
    ],
    [
      "that requires the scaler's minimum",
      [workload(), quiet, budget('minAvailable: 2')],
      ["note budget-allows-one-when-quiet: 2 must stay available, and the scaler's minimum is 2"],
    ],
    ["that requires one less than the scaler's minimum", [workload(), quiet, budget('minAvailable: 1')], []],
    ['that requires 50 %', [workload(), quiet, budget('minAvailable: 50%')], []],
    [
      'that requires 51 %',
      [workload(), quiet, budget('minAvailable: 51%')],
      ["note budget-allows-one-when-quiet: 2 must stay available, and the scaler's minimum is 2"],
    ],
    [
      'of a DaemonSet, which a drain does not evict',
      [workload({ kind: 'DaemonSet' }), budget('maxUnavailable: 0')],
      [],
    ],
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
])('findings for the resources { %s }', (resources, expected) =>
  expect(brokenIn(workload({ container: `resources: { ${resources} },` }))).toEqual(expected),
);
