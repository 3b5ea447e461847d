import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { viewerAddressCode, viewerAddressHeader } from '../../../infra/constructs/edge/viewer-address.ts';
import { findResource, listAt, resourcesOfType, synthesize, valueAt } from '../../support/infra/stacks.ts';

const production = profile('production');
const { resources } = synthesize(production);

/** The headers that the function at the edge passes on. */
function headersAfter(headers: Readonly<Record<string, { readonly value: string }>>, ip: string): unknown {
  const event = { request: { headers: { ...headers } }, viewer: { ip } };
  return runInNewContext(`${viewerAddressCode}; handler(event).headers`, { event });
}

test('a caller cannot choose the address that the web ACL counts by', () => {
  const forged = { host: { value: 'debates.example' }, [viewerAddressHeader]: { value: '192.0.2.1' } };
  expect(headersAfter(forged, '2001:db8::7')).toEqual({
    host: { value: 'debates.example' },
    [viewerAddressHeader]: { value: '2001:db8::7' },
  });
});

test('the web ACL counts by that header, at the load balancer, with the limit of the contract', () => {
  const { id, properties } = findResource(resources, 'WAFv2::WebACL');
  expect(valueAt(properties, 'Scope')).toBe('REGIONAL');
  expect(valueAt(properties, 'Rules.0.Statement.RateBasedStatement')).toMatchObject({
    AggregateKeyType: 'FORWARDED_IP',
    ForwardedIPConfig: { HeaderName: viewerAddressHeader },
    Limit: production.deployment.cdn.addressRequestsMax,
  });
  const association = findResource(resources, 'WAFv2::WebACLAssociation').properties;
  expect(JSON.stringify(valueAt(association, 'WebACLArn'))).toContain(id);
  expect(valueAt(association, 'ResourceArn.Ref')).toBe(
    findResource(resources, 'ElasticLoadBalancingV2::LoadBalancer').id,
  );
});

test('the function runs for every path, or the header would be missing and the rule would not apply', () => {
  const config = valueAt(
    findResource(resources, 'CloudFront::Distribution').properties,
    'DistributionConfig',
  );
  const behaviors = [valueAt(config, 'DefaultCacheBehavior') ?? null, ...listAt(config, 'CacheBehaviors')];
  for (const behavior of behaviors)
    expect(valueAt(behavior, 'FunctionAssociations.0.EventType')).toBe('viewer-request');
});

test('a profile can do without it', () => {
  const contract = applyOverrides(production, { deployment: { cdn: { firewall: false } } });
  const without = synthesize(contract).resources;
  expect(resourcesOfType(without, 'WAFv2::WebACL')).toEqual([]);
  expect(resourcesOfType(without, 'CloudFront::Function')).toEqual([]);
});
