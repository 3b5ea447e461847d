import { expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { checkContextKeys, InvalidContextError } from '../../../infra/stacks/context-options.ts';
import { context, synthesize } from '../../support/infra/stacks.ts';

test('a misspelled key is an error instead of a deployment of production', () => {
  expect(() => checkContextKeys(['profle', 'region'])).toThrow(InvalidContextError);
  expect(() =>
    checkContextKeys(['profile', 'zones', 'aws:cdk:enable-path-metadata', '@aws-cdk/core:x']),
  ).not.toThrow();
  expect(() => checkContextKeys(Object.keys(context))).not.toThrow();
});

test('synthesis disables CDK telemetry, whose process would outlive the tool', () => {
  expect(context['cli-telemetry']).toBe(false);
});

test('a domain without a certificate is an error: CloudFront would not serve it', () => {
  const naming = { domain: 'debates.example' };
  const contract = applyOverrides(profile('production'), { deployment: { naming } });
  expect(() => synthesize(contract)).toThrow(/certificateArn: a certificate for it in us-east-1/);
});
