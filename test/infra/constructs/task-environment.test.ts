import { describe, expect, test } from 'vitest';
import { contractHash } from '../../../app/config/contract-hash.ts';
import { variables, variablesFor } from '../../../app/contract/env.ts';
import { applyOverrides, type Overrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { findResource, type Json, listAt, synthesize, textAt, valueAt } from '../../support/infra/stacks.ts';

const contract = profile('hybrid');
const { resources } = synthesize(contract);
const containerOf = (name: string): Json | undefined =>
  valueAt(findResource(resources, 'ECS::TaskDefinition', name).properties, 'ContainerDefinitions.0');
const containers = {
  web: containerOf('WebTask'),
  worker: containerOf('WorkerTask'),
  migrate: containerOf('MigrationTask'),
};
const namesIn = (container: Json | undefined, list: string): string[] =>
  listAt(container, list).map((entry) => textAt(entry, 'Name'));
const secretNames = Object.entries(variables).flatMap(([name, variable]) =>
  'secret' in variable && name !== 'REDIS_URL' ? [name] : [],
);

describe.each(['web', 'worker', 'migrate'] as const)('a task of the role %s', (role) => {
  const container = containers[role];

  test('has exactly the variables that its role declares', () => {
    const names = [...namesIn(container, 'Environment'), ...namesIn(container, 'Secrets')];
    expect(names.sort()).toEqual(variablesFor(role, 'deployment').sort());
  });

  test('has no secret in plain text', () => {
    expect(namesIn(container, 'Environment').filter((name) => secretNames.includes(name))).toEqual([]);
  });

  test('has the hash of the contract that it was synthesized from', () => {
    const values = new Map(
      listAt(container, 'Environment').map((entry) => [textAt(entry, 'Name'), textAt(entry, 'Value')]),
    );
    expect(values.get('ROSTRUM_CONTRACT')).toBe(contractHash(contract));
    expect(values.get('ROSTRUM_PROFILE')).toBe('hybrid');
    expect(values.get('ROSTRUM_ROLE')).toBe(role);
  });

  test('has a read-only file system, no privileges and a non-root user', () => {
    expect(valueAt(container, 'ReadonlyRootFilesystem')).toBe(true);
    expect(valueAt(container, 'User')).toBe('1000');
    expect(valueAt(container, 'LinuxParameters')).toEqual({
      InitProcessEnabled: true,
      Capabilities: { Drop: ['ALL'] },
    });
  });

  test('has a stop timeout for its drain, and open files for all its connections', () => {
    expect(valueAt(container, 'StopTimeout')).toBe(contract.process.stopMs / 1000);
    const { openFilesMax } = contract.deployment.container;
    expect(valueAt(container, 'Ulimits')).toEqual([
      { Name: 'nofile', SoftLimit: openFilesMax, HardLimit: openFilesMax },
    ]);
  });

  test('starts the program without a shell, so it receives signals', () => {
    const [program, ...more] = listAt(container, 'Command');
    expect(program).toBe('node');
    expect(more.at(-1)).toBe('/app/rostrum.mjs');
  });
});

describe('the operator’s settings', () => {
  const arn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:anthropic-AbCdEf';
  const withSettings = (settings: Overrides<Contract['deployment']['settings']>) =>
    synthesize(applyOverrides(contract, { deployment: { settings } })).resources;

  test('reach the roles that read them: values as plain text, keys as secrets', () => {
    const resources = withSettings({
      values: { ROSTRUM_MODEL: 'anthropic:claude-sonnet-5', LOG_LEVEL: 'warn' },
      secretArns: { ANTHROPIC_API_KEY: arn },
    });
    const container = (name: string) =>
      valueAt(findResource(resources, 'ECS::TaskDefinition', name).properties, 'ContainerDefinitions.0');
    const worker = container('WorkerTask');
    expect(listAt(worker, 'Environment')).toContainEqual({
      Name: 'ROSTRUM_MODEL',
      Value: 'anthropic:claude-sonnet-5',
    });
    expect(listAt(worker, 'Secrets')).toContainEqual({ Name: 'ANTHROPIC_API_KEY', ValueFrom: arn });
    const migrate = container('MigrationTask');
    expect(namesIn(migrate, 'Environment')).toContain('LOG_LEVEL');
    expect([...namesIn(migrate, 'Environment'), ...namesIn(migrate, 'Secrets')]).not.toContain(
      'ANTHROPIC_API_KEY',
    );
    const fn = findResource(resources, 'Lambda::Function', 'Function').properties;
    expect(textAt(fn, 'Environment.Variables.ANTHROPIC_API_KEY')).toContain(
      `{{resolve:secretsmanager:${arn}`,
    );
    const rights = findResource(resources, 'IAM::Policy', 'WorkerTaskExecutionRole');
    expect(JSON.stringify(rights.properties)).toContain(arn);
  });

  test('are rejected if no role reads them, or if a secret would be in plain text', () => {
    expect(() => withSettings({ values: { ANTROPIC_API_KEY: 'x' } })).toThrow(/no variable ANTROPIC_API_KEY/);
    expect(() => withSettings({ values: { ROSTRUM_ROLE: 'all' } })).toThrow(/no variable ROSTRUM_ROLE/);
    expect(() => withSettings({ values: { OPENAI_API_KEY: 'x' } })).toThrow(/OPENAI_API_KEY is a secret/);
  });
});

test('the heaps of all processes fit into the memory of a task', () => {
  for (const [role, container] of Object.entries(containers)) {
    const [heap] = listAt(container, 'Command').flatMap(
      (word) => /space-size=(\d+)/.exec(String(word))?.[1] ?? [],
    );
    if (role === 'migrate') expect(heap).toBeUndefined();
    else expect(Number(heap)).toBeLessThan(contract.deployment.web.memoryMiB);
  }
});

test('long-running tasks have a health check, run by Node on the port where they listen', () => {
  const { port, metricsPort } = contract.http;
  for (const [container, where] of [
    [containers.web, port] as const,
    [containers.worker, metricsPort] as const,
  ]) {
    const check = valueAt(container, 'HealthCheck');
    expect(listAt(check, 'Command').slice(0, 3)).toEqual(['CMD', 'node', '-e']);
    expect(textAt(check, 'Command.3')).toContain(`http://127.0.0.1:${where}/healthz`);
    expect(Number(valueAt(check, 'Timeout'))).toBeLessThan(Number(valueAt(check, 'Interval')));
  }
  expect(valueAt(containers.migrate, 'HealthCheck')).toBeUndefined();
});

describe('the function', () => {
  const fn = findResource(resources, 'Lambda::Function', 'Function').properties;

  test('has exactly the variables that its role declares', () => {
    const names = Object.keys(valueAt(fn, 'Environment.Variables') ?? {});
    expect(names.sort()).toEqual(variablesFor('function', 'deployment').sort());
  });

  test('has secrets only as references that CloudFormation resolves', () => {
    for (const name of secretNames.filter((known) => variablesFor('function', 'deployment').includes(known)))
      expect(textAt(fn, `Environment.Variables.${name}`)).toContain('{{resolve:secretsmanager:');
  });

  test('times out before the load balancer, and runs the bundle', () => {
    expect(Number(valueAt(fn, 'Timeout')) * 1000).toBeLessThan(contract.edge.gatewayIdleMs ?? 0);
    expect(valueAt(fn, 'Handler')).toBe('rostrum.handler');
    expect(valueAt(fn, 'Runtime')).toBe('nodejs24.x');
    expect(valueAt(fn, 'ReservedConcurrentExecutions')).toBe(contract.deployment.function.concurrencyMax);
  });
});
