import { describe, expect, test } from 'vitest';
import { type DeclaringFile, splitEnvironments } from '../../../infra/lint/files/split-environments.ts';
import type { InputFile } from '../../../infra/lint/lint.ts';
import { cpuGrowth, linearGrowthMax } from '../../support/cpu-growth.ts';
import { brokenIn } from './support/findings.ts';

const file = (path: string, ...names: string[]): DeclaringFile => ({ path, names });

const pathsOf = (files: readonly DeclaringFile[]) =>
  splitEnvironments(files).map((group) => group.map(({ path }) => path));

describe('files are split into environments', () => {
  test('files that declare nothing twice are one environment', () => {
    expect(pathsOf([file('a/web.yaml', 'web'), file('b/api.yaml', 'api')])).toEqual([
      ['a/web.yaml', 'b/api.yaml'],
    ]);
  });

  test('folders that repeat a name are environments, with all of their files', () => {
    const files = [
      file('k8s/prod/apps/web.yaml', 'web'),
      file('k8s/prod/policies/pdb.yaml', 'pdb'),
      file('k8s/staging/web.yaml', 'web'),
    ];
    expect(pathsOf(files)).toEqual([
      ['k8s/prod/apps/web.yaml', 'k8s/prod/policies/pdb.yaml'],
      ['k8s/staging/web.yaml'],
    ]);
  });

  test('files of one folder that repeat a name are read each with the other files of the folder', () => {
    const files = [
      file('web-prod.yaml', 'web'),
      file('web-staging.yaml', 'web'),
      file('service.yaml', 'svc'),
    ];
    expect(pathsOf(files)).toEqual([
      ['web-prod.yaml', 'service.yaml'],
      ['web-staging.yaml', 'service.yaml'],
    ]);
  });

  test('environments inside of environments are split too', () => {
    const files = ['eu/prod', 'eu/staging', 'us'].map((folder) => file(`${folder}/web.yaml`, 'web'));
    expect(pathsOf(files)).toEqual([['eu/prod/web.yaml'], ['eu/staging/web.yaml'], ['us/web.yaml']]);
  });

  test('the time grows with the number of files', () => {
    const make = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        file(`flat/${index}.yaml`, `name ${index % (count / 2)}`),
      ).concat(Array.from({ length: count }, (_, index) => file(`flat/shared-${index}.yaml`)));
    expect(cpuGrowth(make, splitEnvironments, 200)).toBeLessThan(linearGrowthMax);
  });
});

const deployment = (replicas: number) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: web }] }
`;

const budget = `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web }
spec: { minAvailable: 3, selector: { matchLabels: { app: web } } }
`;

const gateway = (host: string) => `events {}
http {
  upstream app { server ${host}:3000; }
  server { listen 80; location / { proxy_pass http://app; } }
}
`;

const project = (service: string) => `services:
  ${service}: { image: node }
  nginx: { image: nginx, volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"] }
`;

describe('files of several environments in one audit are judged as one by one', () => {
  test.each<[string, readonly InputFile[], found: readonly string[]]>([
    [
      'a disruption budget is compared with the pods of its own environment',
      [
        { name: 'staging/web.yaml', text: deployment(1) },
        { name: 'prod/web.yaml', text: deployment(3) },
        { name: 'prod/budget.yaml', text: budget },
      ],
      ['budget-allows-one: 3 of 3 pods must stay available'],
    ],
    [
      'the upstream of a gateway is the one of its own configuration',
      [
        { name: 'staging/compose.yaml', text: project('web') },
        { name: 'staging/nginx.conf', text: gateway('web') },
        { name: 'prod/compose.yaml', text: project('api') },
        { name: 'prod/nginx.conf', text: gateway('api') },
      ],
      [],
    ],
  ])('%s', (_, files, found) => {
    const ids = /^(?:budget-allows-one|upstream-name-known)/;
    expect(brokenIn(files).filter((text) => ids.test(text))).toEqual(found);
  });
});
