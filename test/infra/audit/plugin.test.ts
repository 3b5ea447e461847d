import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { CfnLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { expect, onTestFinished, test } from 'vitest';
import { profile } from '../../../app/contract/profiles.ts';
import { OperationalRules } from '../../../infra/audit/plugin.ts';
import { saidBy } from '../../support/said.ts';
import { temporaryDirectory } from '../../support/temporary.ts';
import { siteOf } from './production.ts';

/** What the synthesis says when it fails, or an empty text. */
function synthesized(change: (app: ReturnType<typeof siteOf>['app']) => void): string {
  const { app, remove } = siteOf(profile('production'));
  onTestFinished(remove);
  Validations.of(app).addPlugins(new OperationalRules('warning'));
  change(app);
  return saidBy(() => app.synth());
}

test('our own stacks pass', () => {
  expect(synthesized(() => {})).toBe('');
});

test('an override behind the contract fails the synthesis, with the construct and both numbers', () => {
  const said = synthesized((app) => {
    for (const construct of app.node.findAll()) {
      if (construct instanceof CfnLoadBalancer)
        construct.addPropertyOverride('LoadBalancerAttributes.1.Value', '300');
      if (construct instanceof ecs.CfnTaskDefinition && construct.node.path.includes('WebTask'))
        construct.addPropertyOverride('ContainerDefinitions.0.StopTimeout', 30);
    }
  });
  expect(said).toContain('keep-alive-outlives-gateway');
  expect(said).toContain('125 s ≤ 300 s');
  expect(said).toContain('Service/Balancer');
  expect(said).toContain('drain-within-stop');
  expect(said).toContain('115 s > 30 s');
});

test('a template that cannot be read is a violation, too', () => {
  const { path, remove } = temporaryDirectory('plugin');
  onTestFinished(remove);
  const template = join(path, 'cut.template.json');
  writeFileSync(template, '{ "Resources": {');
  const report = new OperationalRules('error').validate({
    ...{ templatePaths: [template], stackTemplates: [], appConstruct: new App() },
  });
  expect(report.success).toBe(false);
  expect(report.violations).toMatchObject([
    {
      ruleName: 'template-is-readable',
      description: expect.stringContaining(`${template}: it is neither JSON`),
    },
  ]);
});
