import type { AccountSettings } from '../../app/contract/types/account.ts';
import type { DeploymentSettings } from '../../app/contract/types/deployment.ts';
import type { ExistingSettings } from '../../app/contract/types/existing.ts';

type Deployment = DeploymentSettings;
type Name = keyof ExistingSettings;

const path = 'deployment.existing';

/** Resources that exist already, of which one cannot be used without others, or not with the other settings. */
export const existingErrors = (deployment: Deployment): string[] => [
  ...checkRequired(deployment.existing),
  ...checkSubnets(deployment),
  ...checkBalancer(deployment),
  ...(deployment.existing.cacheUrl === null || deployment.cache.enabled
    ? []
    : [
        `${path}.cacheUrl would not be used, as deployment.cache.enabled is false: set that to true, or leave it out`,
      ]),
  ...settingsWithoutEffect(deployment.account, {
    vpc: deployment.existing.vpcId !== null,
    cluster: deployment.existing.clusterName !== null,
    loadBalancer: deployment.existing.loadBalancerArn !== null,
  }),
];

/** What each needs: a network of its own would not reach what is in another one. */
const required: Readonly<Partial<Record<Name, readonly Name[]>>> = {
  vpcId: ['taskSubnets', 'internalSubnets'],
  taskSubnets: ['vpcId'],
  internalSubnets: ['vpcId'],
  balancerSubnets: ['vpcId'],
  databaseHost: ['vpcId', 'databaseSecretArn'],
  databaseSecretArn: ['databaseHost'],
  databaseSecurityGroupId: ['databaseHost'],
  cacheSecurityGroupId: ['cacheUrl'],
  clusterName: ['vpcId'],
  loadBalancerArn: ['vpcId', 'listenerArn', 'loadBalancerSecurityGroupId'],
  listenerArn: ['loadBalancerArn'],
  loadBalancerSecurityGroupId: ['loadBalancerArn'],
};

const isGiven = (value: ExistingSettings[Name]): boolean =>
  value !== null && (typeof value === 'string' || Object.keys(value).length > 0);

function checkRequired(existing: ExistingSettings): string[] {
  const given = new Map(Object.entries(existing).map(([name, value]) => [name, isGiven(value)]));
  return Object.entries(required).flatMap(([name, others]) => {
    const missing = given.get(name) ? others.filter((other) => !given.get(other)) : [];
    return missing.length === 0
      ? []
      : [
          `${path}.${name} needs ${missing.map((other) => `${path}.${other}`).join(' and ')}, which is not set`,
        ];
  });
}

function checkSubnets({ existing, network, ingress }: Deployment): string[] {
  const { vpcId, loadBalancerArn, taskSubnets, internalSubnets, balancerSubnets } = existing;
  const isPublic = ingress === 'internet' && loadBalancerArn === null;
  return [
    ...Object.entries({ taskSubnets, internalSubnets, balancerSubnets }).flatMap(([name, subnets]) => [
      ...Object.entries(subnets).flatMap(([zone, id]) =>
        /^[a-z]{2}(?:-[a-z]+)+-\d[a-z]$/.test(zone) && /^subnet-[0-9a-f]{8}(?:[0-9a-f]{9})?$/.test(id)
          ? []
          : [
              `${path}.${name} has ${zone}: ${id}: use zones and subnets, such as "eu-central-1a": "subnet-0a1b2c3d"`,
            ],
      ),
      ...(isGiven(subnets) && Object.keys(subnets).length !== network.zones
        ? [
            `${path}.${name} has ${Object.keys(subnets).length} zones, but deployment.network.zones is ` +
              `${network.zones}: name one subnet in each, or change it`,
          ]
        : []),
    ]),
    ...(isPublic && vpcId !== null && !isGiven(balancerSubnets)
      ? [`${path}.balancerSubnets is not set: with deployment.ingress internet, name public subnets there`]
      : []),
    ...(!isPublic && isGiven(balancerSubnets)
      ? [`${path}.balancerSubnets is for a public load balancer of its own (ingress internet): leave it out`]
      : []),
  ];
}

function checkBalancer({ existing, ingress, balancer, naming }: Deployment): string[] {
  if (existing.loadBalancerArn === null) return [];
  const name = `${path}.loadBalancerArn`;
  return [
    ...(ingress === 'cloudfront'
      ? [`${name} is for deployments without CloudFront: set deployment.ingress to internet or network`]
      : []),
    ...(Object.keys(balancer.clientCidrs).length > 0
      ? [`${name} admits its own clients: leave out deployment.balancer.clientCidrs`]
      : []),
    ...(naming.hostedZoneId === null
      ? []
      : [`${name} has its own name: leave out deployment.naming.hostedZoneId, and add the record yourself`]),
  ];
}

interface IsExisting {
  readonly vpc: boolean;
  readonly cluster: boolean;
  readonly loadBalancer: boolean;
}

/** Settings that would change nothing, because they are of a resource that exists already. */
export function settingsWithoutEffect(account: AccountSettings, is: IsExisting): string[] {
  const settings = [
    { name: 'flowLogs', isSet: account.flowLogs && is.vpc, of: 'vpc' },
    { name: 'containerInsights', isSet: account.containerInsights && is.cluster, of: 'cluster' },
    {
      name: 'accessLogBucket',
      isSet: account.accessLogBucket !== null && is.loadBalancer,
      of: 'loadBalancer',
    },
  ];
  return settings.flatMap(({ name, isSet, of }) =>
    isSet
      ? [
          `deployment.account.${name} would have no effect on an existing ${of}: set it there, and leave it out here`,
        ]
      : [],
  );
}
