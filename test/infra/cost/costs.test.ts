import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { monthlyCost } from '../../../infra/cost/monthly-cost.ts';
import { renderCosts } from '../../../infra/cost/table.ts';
import { readSnapshots } from '../../../infra/synth/snapshots.ts';

const templates = readSnapshots();
const totalOf = (name: string): number =>
  monthlyCost(templates.get(name) ?? {}).reduce((sum, { usd }) => sum + usd, 0);

test('docs/costs.md is up to date', () => {
  const written = readFileSync(new URL('../../../docs/costs.md', import.meta.url), 'utf8');
  expect(written === renderCosts(templates), 'docs/costs.md is stale. Fix: npm run synth').toBe(true);
});

test('every part of every profile has a price', () => {
  for (const [name, template] of templates)
    for (const { item, usd } of monthlyCost(template)) expect(usd, `${name}, ${item}`).toBeGreaterThan(0);
});

test('each profile costs more than the one before it, and a starter about 50 $', () => {
  const [starter, staging, production] = ['starter', 'staging', 'production'].map(totalOf);
  expect(starter).toBeGreaterThan(40);
  expect(starter).toBeLessThan(55);
  expect(staging).toBeGreaterThan(starter ?? 0);
  expect(production).toBeGreaterThan(staging ?? 0);
});

test('every metric that is written costs, also without an alarm', () => {
  const service = (role: string) => {
    const Environment = [{ Name: 'ROSTRUM_ROLE', Value: role }];
    return {
      [`${role}Task`]: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: { Cpu: '256', Memory: '512', ContainerDefinitions: [{ Environment }] },
      },
      [role]: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: { Ref: `${role}Task` } } },
    };
  };
  const metricsOf = (...resources: object[]) =>
    monthlyCost({ Resources: Object.assign({}, ...resources) }).find(({ item }) => item === 'metrics')?.how;
  const filter = {
    Type: 'AWS::Logs::MetricFilter',
    Properties: { MetricTransformations: [{ MetricNamespace: 'Rostrum/a', MetricName: 'RequestMs' }] },
  };
  expect(metricsOf(service('web'))).toMatch(/^3 ×/);
  expect(metricsOf(service('web'), service('worker'))).toMatch(/^9 ×/);
  expect(metricsOf(service('all'), { filter, second: filter })).toMatch(/^9 ×/);
});

test('more tasks and a NAT gateway cost more', () => {
  const task = { Type: 'AWS::ECS::TaskDefinition', Properties: { Cpu: '1024', Memory: '2048' } };
  const service = { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: { Ref: 'Task' } } };
  const small = { Resources: { Task: task, WebService: service } };
  const nat = { Resources: { ...small.Resources, Nat: { Type: 'AWS::EC2::NatGateway', Properties: {} } } };
  const sum = (template: typeof small) => monthlyCost(template).reduce((all, { usd }) => all + usd, 0);
  expect(sum(nat) - sum(small)).toBeCloseTo(0.045 * 730);
});
