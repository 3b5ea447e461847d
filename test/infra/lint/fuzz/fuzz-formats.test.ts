import { expect, test } from 'vitest';
import { lint } from '../../../../infra/lint/lint.ts';
import { cpuGrowth, linearGrowthMax } from '../../../support/cpu-growth.ts';
import { auditMutated } from './audit-mutated.ts';
import { collectSeeds } from './seeds.ts';

const seeds = collectSeeds();

test('mutated files of every format are audited without an error', { timeout: 120_000 }, () => {
  const runs = auditMutated(seeds, 2 * seeds.length);
  expect(new Set(runs.map(({ format }) => format))).toEqual(
    new Set(['CloudFormation', 'Kubernetes', 'Compose', 'nginx', 'Terraform', 'Dockerfile']),
  );
  expect(runs.filter(({ error }) => error !== null)).toEqual([]);
});

const repeated: Readonly<Record<string, (count: number) => string>> = {
  Compose: (count) =>
    `services:\n${numbers(count)
      .map((n) => `  s${n}: { image: "node:24", command: sh -c "a && b" }\n`)
      .join('')}`,
  Kubernetes: (count) =>
    numbers(count)
      .map(
        (n) =>
          `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: d${n} }\n` +
          `spec: { selector: { matchLabels: { app: d${n} } }, ` +
          `template: { metadata: { labels: { app: d${n} } }, spec: { containers: [{ name: a, image: "a:1" }] } } }\n`,
      )
      .join('---\n'),
  nginx: (count) =>
    `events {}\nhttp {\n${numbers(count)
      .map(
        (n) =>
          `server { listen ${n}; location / { proxy_pass http://h${n}; proxy_connect_timeout 300s; } }\n`,
      )
      .join('')}}\n`,
  CloudFormation: (count) =>
    `Resources:\n${numbers(count)
      .map((n) => `  F${n}: { Type: "AWS::Lambda::Function", Properties: { Timeout: 1000 } }\n`)
      .join('')}`,
};

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

test.each(Object.entries(repeated))(
  '%s takes time in proportion to its size',
  { timeout: 120_000 },
  (_, build) => {
    const growth = cpuGrowth(build, (text) => lint({ files: [{ name: 'file', text }] }), 100);
    expect(growth).toBeLessThanOrEqual(linearGrowthMax);
  },
);
