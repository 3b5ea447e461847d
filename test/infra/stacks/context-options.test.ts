import { expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { checkContextKeys, InvalidContextError } from '../../../infra/stacks/context-options.ts';
import { context, synthesize } from '../../support/infra/stacks.ts';

test('a misspelt key is refused, and does not deploy production', () => {
  expect(() => checkContextKeys(['profle', 'region'])).toThrow(InvalidContextError);
  expect(() =>
    checkContextKeys(['profile', 'zones', 'aws:cdk:enable-path-metadata', '@aws-cdk/core:x']),
  ).not.toThrow();
  expect(() => checkContextKeys(Object.keys(context))).not.toThrow();
});

test('synthesis sends no telemetry: the tool would leave a process behind that tries to', () => {
  expect(context['cli-telemetry']).toBe(false);
});

test('a domain without a certificate is refused, for it would lead nowhere', () => {
  const naming = { domain: 'debates.example' };
  const contract = applyOverrides(profile('production'), { deployment: { naming } });
  expect(() => synthesize(contract)).toThrow(/certificateArn: a certificate for it in us-east-1/);
});
