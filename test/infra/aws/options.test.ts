import { expect, test } from 'vitest';
import { profile, withDifferences } from '../../../app/contract/profiles.ts';
import { checkKeys, WrongOption } from '../../../infra/options.ts';
import { build, context } from '../../support/site.ts';

test('a misspelt key is refused, and does not deploy production', () => {
  expect(() => checkKeys(['profle', 'region'])).toThrow(WrongOption);
  expect(() =>
    checkKeys(['profile', 'zones', 'aws:cdk:enable-path-metadata', '@aws-cdk/core:x']),
  ).not.toThrow();
  expect(() => checkKeys(Object.keys(context))).not.toThrow();
});

test('synthesis tells nobody that it ran: the tool would leave a process behind that tries to', () => {
  expect(context['cli-telemetry']).toBe(false);
});

test('a domain without a certificate is refused, for it would lead nowhere', () => {
  const naming = { domain: 'debates.example' };
  const contract = withDifferences(profile('production'), { deployment: { naming } });
  expect(() => build(contract)).toThrow(/certificateArn: a certificate for it in us-east-1/);
});
