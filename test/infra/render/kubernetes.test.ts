import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { Deployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { Job } from 'kubernetes-models/batch/v1';
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { Service } from 'kubernetes-models/v1';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { renderKubernetes } from '../../../infra/render/kubernetes/manifest.ts';

const contract = profile('self-hosted');
const text = renderKubernetes(contract);
const documents = parseAllDocuments(text).map((document) => document.toJS());

/** Validators by kind, from the schemas that Kubernetes publishes. */
const kinds: Readonly<Record<string, new (data: never) => { validate(): void }>> = {
  Deployment,
  Service,
  Ingress,
  NetworkPolicy,
  PodDisruptionBudget,
  HorizontalPodAutoscaler,
  Job,
  ServiceMonitor,
};

const check = (object: { kind: string }) => {
  const Kind = kinds[object.kind];
  if (!Kind) throw new Error(`there is no schema for ${object.kind} here: import its model`);
  new Kind(object as never).validate();
};

test.each(documents.map((object) => [`${object.kind} ${object.metadata.name}`, object]))(
  '%s is valid by its published schema',
  (_, object) => expect(() => check(object)).not.toThrow(),
);

test('the Kubernetes schemas reject invalid objects', () => {
  const [first] = documents.filter(({ kind }) => kind === 'Deployment');
  expect(() => check({ ...first, spec: { ...first.spec, replicas: 'two' } })).toThrow(/replicas/);
});

const named = (kind: string, name: string) =>
  documents.find((object) => object.kind === kind && object.metadata.name === name);

describe.each(['web', 'worker'])('the pods of %s', (role) => {
  const pod = named('Deployment', `rostrum-${role}`).spec.template.spec;
  const [container] = pod.containers;

  test('have a termination grace period for preStop and the drain', () => {
    const before = container.lifecycle?.preStop.sleep.seconds ?? 0;
    expect(pod.terminationGracePeriodSeconds).toBe(contract.process.stopMs / 1000 + before);
  });

  test('have another first process, so that the watchdog can kill the program', () => {
    expect(pod.shareProcessNamespace).toBe(true);
  });

  test('run with minimal privileges', () => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });
});

test('probes use the intervals and thresholds of the contract', () => {
  const [{ livenessProbe, readinessProbe }] = named('Deployment', 'rostrum-web').spec.template.spec
    .containers;
  expect(livenessProbe).toMatchObject({
    periodSeconds: 10,
    timeoutSeconds: 5,
    failureThreshold: 3,
    initialDelaySeconds: 30,
  });
  expect(readinessProbe).toMatchObject({
    periodSeconds: 5,
    timeoutSeconds: 3,
    failureThreshold: 3,
    initialDelaySeconds: 10,
  });
});

test('no ingress path matches /metrics or a probe, in any letter case', () => {
  const paths = documents
    .filter(({ kind }) => kind === 'Ingress')
    .flatMap(({ spec }) =>
      spec.rules.flatMap((rule: { http: { paths: { path: string }[] } }) => rule.http.paths),
    );
  expect(paths.length).toBeGreaterThan(10);
  for (const path of ['/metrics', '/METRICS', '/healthz', '/ready', '/api/../metrics', '/nothing'])
    expect(paths.filter((entry) => new RegExp(`^${entry.path}`, 'i').test(path))).toEqual([]);
});

test('streams and sockets are not buffered', () => {
  const { annotations } = named('Ingress', 'rostrum-live').metadata;
  expect(annotations['nginx.ingress.kubernetes.io/proxy-buffering']).toBe('off');
});

test('streams wait an hour for the next byte, short answers five minutes', () => {
  const timeoutOf = (name: string) =>
    named('Ingress', name).metadata.annotations['nginx.ingress.kubernetes.io/proxy-read-timeout'];
  expect([timeoutOf('rostrum'), timeoutOf('rostrum-live')]).toEqual(['300', '3600']);
});

describe('a manifest with a host name and a model server', () => {
  const changed = applyOverrides(contract, {
    gateway: { hostName: 'debates.example' },
    deployment: { settings: { values: { OPENAI_COMPATIBLE_URL: 'http://models.internal:9000/v1' } } },
  });
  const objects = parseAllDocuments(renderKubernetes(changed)).map((document) => document.toJS());

  test('is valid, and has TLS for the host', () => {
    for (const object of objects) expect(() => check(object)).not.toThrow();
    for (const { spec } of objects.filter(({ kind }) => kind === 'Ingress')) {
      expect(spec.tls).toEqual([{ hosts: ['debates.example'], secretName: 'rostrum-tls' }]);
      expect(spec.rules[0].host).toBe('debates.example');
    }
  });

  test('passes the model server on, and lets the pods reach it', () => {
    const web = objects.find(
      ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'rostrum-web',
    );
    expect(web.spec.template.spec.containers[0].env).toContainEqual({
      name: 'OPENAI_COMPATIBLE_URL',
      value: 'http://models.internal:9000/v1',
    });
    const policy = objects.find(({ kind }) => kind === 'NetworkPolicy');
    const ports = policy.spec.egress.flatMap((rule: { ports: { port: number }[] }) => rule.ports);
    expect(ports).toContainEqual({ protocol: 'TCP', port: 9000 });
    expect(ports).toContainEqual({ protocol: 'TCP', port: 11_434 });
  });
});
