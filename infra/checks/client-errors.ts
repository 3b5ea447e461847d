import type { DeploymentSettings } from '../../app/contract/types/deployment.ts';
import { parseCidr } from './cidr.ts';

/**
 * Inbound rules of a security group, by default.
 * https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
 */
const rulesMax = 60;
/** HTTPS, and the redirect from HTTP that a public load balancer has. */
const rulesPerClient = { internet: 2, network: 1 };
const descriptionPattern = /^[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/;
const path = 'deployment.balancer.clientCidrs';

/** Who may connect to the load balancer: ranges that its security group accepts, one sentence each. */
export function checkClients({
  ingress,
  balancer: { clientCidrs },
}: Pick<DeploymentSettings, 'ingress' | 'balancer'>): string[] {
  const clients = Object.entries(clientCidrs);
  if (clients.length === 0) return [];
  if (ingress === 'cloudfront')
    return [
      `${path} is for deployments without CloudFront, which alone may connect: leave it out, or set ` +
        'deployment.ingress to internet or network',
    ];
  const clientsMax = rulesMax / rulesPerClient[ingress];
  return [
    ...clients.flatMap(([name, cidr]) => [...checkName(name), ...checkCidr(`${path}.${name}`, cidr)]),
    ...(clients.length > clientsMax
      ? [
          `${path} has ${clients.length} ranges, but a security group takes ${clientsMax} with ingress ${ingress}: ` +
            'join some',
        ]
      : []),
  ];
}

/** It describes the rule. */
const checkName = (name: string): string[] =>
  descriptionPattern.test(name)
    ? []
    : [`${path} has the name ${name}: use at most 255 letters, digits, spaces and ${punctuation}`];

const punctuation = '. _ - : / ( ) # , @ [ ] + = & ; { } ! $ *';

function checkCidr(at: string, text: string): string[] {
  const cidr = parseCidr(text);
  if (cidr === null)
    return [
      `${at} is ${text}: use a range of IPv4 addresses, such as 203.0.113.0/24, or 203.0.113.7/32 for one`,
    ];
  if (cidr.prefix === 0)
    return [
      `${at} is ${text}, which is everyone: use smaller ranges, or ingress internet without clientCidrs`,
    ];
  return cidr.canonical === text
    ? []
    : [`${at} is ${text}, which begins within a range: use ${cidr.canonical}`];
}
