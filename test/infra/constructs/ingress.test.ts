import { describe, expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { findResource, listAt, resourcesOfType, synthesize, valueAt } from '../../support/infra/stacks.ts';

const certificateArn = 'arn:aws:acm:eu-central-1:111122223333:certificate/ab-cd';

/** Production without CloudFront, as a profile file says it. */
const without = (ingress: 'internet' | 'network', certificate = certificateArn) =>
  applyOverrides(profile('production'), {
    edge: { trustedProxies: 1 },
    deployment: {
      ingress,
      proxies: 1,
      naming: { domain: 'debates.example', certificateArn: certificate, hostedZoneId: 'Z0123456789' },
    },
  });

/** Addresses and ports that the load balancer's security group admits. */
const admitted = ({ resources }: ReturnType<typeof synthesize>) =>
  resourcesOfType(resources, 'EC2::SecurityGroupIngress')
    .filter(({ properties }) => valueAt(properties, 'CidrIp') !== undefined)
    .map(({ properties }) => `${valueAt(properties, 'CidrIp')} ${valueAt(properties, 'FromPort')}`);

const listenersOf = ({ resources }: ReturnType<typeof synthesize>) =>
  resourcesOfType(resources, 'ElasticLoadBalancingV2::Listener').map(
    ({ properties }) => `${valueAt(properties, 'Protocol')} ${valueAt(properties, 'Port')}`,
  );

describe.each([
  ['internet', 'internet-facing', ['0.0.0.0/0 443', '0.0.0.0/0 80'], ['HTTPS 443', 'HTTP 80']],
  ['network', 'internal', ['10.0.0.0/16 443'], ['HTTPS 443']],
] as const)('without CloudFront, for the %s', (ingress, scheme, sources, listeners) => {
  const built = synthesize(without(ingress));
  const { resources } = built;

  test('there is no distribution, and nothing that only it needs', () => {
    for (const type of ['CloudFront::Distribution', 'CloudFront::VpcOrigin', 'CloudFront::Function'])
      expect(resourcesOfType(resources, type)).toEqual([]);
    expect(resources.filter(({ type }) => type === 'Custom::CloudFrontSecurityGroup')).toEqual([]);
  });

  test(`the load balancer is ${scheme}, with the certificate of the domain`, () => {
    const balancer = findResource(resources, 'ElasticLoadBalancingV2::LoadBalancer').properties;
    expect(valueAt(balancer, 'Scheme')).toBe(scheme);
    expect(listenersOf(built).sort()).toEqual([...listeners].sort());
    const [secure] = resourcesOfType(resources, 'ElasticLoadBalancingV2::Listener').filter(
      ({ properties }) => valueAt(properties, 'Port') === 443,
    );
    expect(listAt(secure?.properties, 'Certificates')).toEqual([{ CertificateArn: certificateArn }]);
    expect(valueAt(secure?.properties, 'SslPolicy')).toMatch(/TLS13/);
    expect(admitted(built).sort()).toEqual([...sources].sort());
  });

  test('the domain leads to the load balancer, and the web ACL counts by the address of the connection', () => {
    const record = findResource(resources, 'Route53::RecordSet').properties;
    expect(JSON.stringify(valueAt(record, 'AliasTarget'))).toContain('DNSName');
    const rule = valueAt(findResource(resources, 'WAFv2::WebACL').properties, 'Rules.0.Statement');
    expect(valueAt(rule, 'RateBasedStatement.AggregateKeyType')).toBe('IP');
  });
});

test.each([
  ['internet', ['203.0.113.0/24 443', '203.0.113.0/24 80']],
  ['network', ['203.0.113.0/24 443']],
] as const)('for the %s, a profile names those who may connect, and no one else may', (ingress, sources) => {
  const balancer = { clientCidrs: { office: '203.0.113.0/24' } };
  const built = synthesize(applyOverrides(without(ingress), { deployment: { balancer } }));
  expect(admitted(built).sort()).toEqual([...sources].sort());
  const described = resourcesOfType(built.resources, 'EC2::SecurityGroupIngress').filter(
    ({ properties }) => valueAt(properties, 'Description') === 'office',
  );
  expect(described).toHaveLength(sources.length);
});

test('what does not fit is refused with the fix', () => {
  const { deployment } = without('internet');
  expect(() =>
    synthesize(applyOverrides(profile('production'), { deployment: { ingress: 'internet' } })),
  ).toThrow(/ingress is internet, so deployment\.proxies and edge\.trustedProxies must be 1, not 2/);
  expect(() =>
    synthesize(
      applyOverrides(profile('production'), {
        deployment: { ...deployment, naming: {} },
        edge: { trustedProxies: 1 },
      }),
    ),
  ).toThrow(/the load balancer needs deployment\.naming\.domain, and its certificateArn/);
  expect(() => synthesize(without('internet', certificateArn.replace('eu-central-1', 'us-east-1')))).toThrow(
    /certificateArn is in us-east-1, but the load balancer is in eu-central-1/,
  );
  const kmsKeyArn = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const elsewhere = { agents: { bedrockRegions: 'us' }, deployment: { account: { kmsKeyArn } } } as const;
  expect(() => synthesize(applyOverrides(profile('production'), elsewhere))).toThrow(
    /kmsKeyArn is in us-east-1, but what it encrypts is in eu-central-1.*\n.*bedrockRegions is us, .* in eu-central-1/,
  );
});
