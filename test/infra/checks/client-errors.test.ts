import { expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { parseCidr } from '../../../infra/checks/cidr.ts';
import { checkClients } from '../../../infra/checks/client-errors.ts';

type Ingress = 'cloudfront' | 'internet' | 'network';

const errorsFor = (ingress: Ingress, clientCidrs: Record<string, string>) =>
  checkClients(applyOverrides(profile('production').deployment, { ingress, balancer: { clientCidrs } }));

const ranges = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`office ${index}`, `10.${index}.0.0/16`]));

test.each<[Ingress, Record<string, string>]>([
  ['cloudfront', {}],
  ['internet', { office: '203.0.113.0/24', 'VPN (Berlin)': '198.51.100.7/32' }],
  ['network', ranges(60)],
  ['internet', ranges(30)],
])('these clients may be named with ingress %s: %j', (ingress, clients) => {
  expect(errorsFor(ingress, clients)).toEqual([]);
});

test.each<[Ingress, Record<string, string>, string]>([
  [
    'cloudfront',
    { office: '203.0.113.0/24' },
    ' is for deployments without CloudFront, which alone may connect',
  ],
  ['network', { office: '203.0.113.0' }, '.office is 203.0.113.0: use a range of IPv4 addresses, such as'],
  [
    'network',
    { office: '2001:db8::/32' },
    '.office is 2001:db8::/32: use a range of IPv4 addresses, such as',
  ],
  [
    'network',
    { office: '203.0.256.0/24' },
    '.office is 203.0.256.0/24: use a range of IPv4 addresses, such as',
  ],
  ['network', { office: '10.0.0.0/33' }, '.office is 10.0.0.0/33: use a range of IPv4 addresses, such as'],
  [
    'network',
    { office: '10.1.2.3/20' },
    '.office is 10.1.2.3/20, which begins within a range: use 10.1.0.0/20',
  ],
  [
    'internet',
    { all: '0.0.0.0/0' },
    '.all is 0.0.0.0/0, which is everyone: use smaller ranges, or ingress internet',
  ],
  ['network', { Büro: '10.0.0.0/8' }, ' has the name Büro: use at most 255 letters'],
  ['network', ranges(61), ' has 61 ranges, but a security group takes 60 with ingress network: join some'],
  ['internet', ranges(31), ' has 31 ranges, but a security group takes 30 with ingress internet: join some'],
])('clients that AWS refuses are refused with ingress %s: %j', (ingress, clients, sentence) => {
  expect(errorsFor(ingress, clients)).toEqual([
    expect.stringContaining(`deployment.balancer.clientCidrs${sentence}`),
  ]);
});

test('a range has the first of its addresses', () => {
  expect(parseCidr('255.255.255.255/1')).toEqual({ prefix: 1, canonical: '128.0.0.0/1' });
  expect(parseCidr('10.1.2.3/32')).toEqual({ prefix: 32, canonical: '10.1.2.3/32' });
  expect(parseCidr('10.1.2.3/0')).toEqual({ prefix: 0, canonical: '0.0.0.0/0' });
});
