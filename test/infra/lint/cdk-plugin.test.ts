import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { CfnLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { App, Validations } from 'aws-cdk-lib/core';
import { expect, onTestFinished, test } from 'vitest';
import { profile } from '../../../app/contract/profiles.ts';
import { OperationalRules } from '../../../infra/lint/cdk-plugin.ts';
import { captureOutput } from '../../support/infra/capture-output.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';
import { createSite } from './support/production.ts';

/** The errors of the synthesis; empty when it succeeds. */
function synthesisErrors(change: (app: ReturnType<typeof createSite>['app']) => void): string {
  const { app, remove } = createSite(profile('production'));
  onTestFinished(remove);
  Validations.of(app).addPlugins(new OperationalRules('warning'));
  change(app);
  return captureOutput(() => app.synth());
}

test('the stacks of the production profile pass the CDK plugin', () => {
  expect(synthesisErrors(() => {})).toBe('');
});

test('a property override that contradicts the contract fails the synthesis with construct and numbers', () => {
  const errors = synthesisErrors((app) => {
    for (const construct of app.node.findAll()) {
      if (construct instanceof CfnLoadBalancer)
        construct.addPropertyOverride('LoadBalancerAttributes.1.Value', '300');
      if (construct instanceof ecs.CfnTaskDefinition && construct.node.path.includes('WebTask'))
        construct.addPropertyOverride('ContainerDefinitions.0.StopTimeout', 30);
    }
  });
  expect(errors).toContain('keep-alive-outlives-gateway');
  expect(errors).toContain('125 s ≤ 300 s');
  expect(errors).toMatch(/LoadBalancer\w+ Properties\.LoadBalancerAttributes/);
  expect(errors).toContain('drain-within-stop');
  expect(errors).toContain('115 s > 30 s');
});

test('a number that breaks several rules is one error for each of them', () => {
  const errors = synthesisErrors((app) => {
    for (const construct of app.node.findAll())
      if (construct instanceof CfnLoadBalancer)
        construct.addPropertyOverride('LoadBalancerAttributes.1.Value', '10');
  });
  const rules = [...errors.matchAll(/OperationalRules::([\w-]+)/g)].map(([, rule]) => rule);
  expect(rules.length).toBeGreaterThan(2);
  expect(new Set(rules).size).toBe(rules.length);
});

test('a template that cannot be read is a policy violation', () => {
  const { path, remove } = createTemporaryDirectory('plugin');
  onTestFinished(remove);
  const template = join(path, 'cut.template.json');
  writeFileSync(template, '{ "Resources": {');
  const report = new OperationalRules('error').validate({
    templatePaths: [template],
    stackTemplates: [],
    appConstruct: new App(),
  });
  expect(report.success).toBe(false);
  expect(report.violations).toMatchObject([
    {
      ruleName: 'template-is-readable',
      description: expect.stringContaining(`${template}: it is neither JSON`),
    },
  ]);
});
