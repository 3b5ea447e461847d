import { baseDeployment } from '../../app/contract/base-deployment.ts';
import type { Contract } from '../../app/contract/types/contract.ts';

type Deployment = Contract['deployment'];

/** A member of the union that is missing here is a compile error. */
const enumValues = <T extends string>(all: Readonly<Record<T, true>>): readonly string[] => Object.keys(all);

/** Allowed words by option. */
export const allowedWords: Readonly<Record<string, readonly string[]>> = {
  'deployment.balancer.algorithm': enumValues<Deployment['balancer']['algorithm']>({
    least_outstanding_requests: true,
    round_robin: true,
  }),
  'deployment.container.architecture': enumValues<Deployment['container']['architecture']>({
    arm64: true,
    amd64: true,
  }),
  'deployment.ingress': enumValues<Deployment['ingress']>({
    cloudfront: true,
    internet: true,
    network: true,
  }),
  'deployment.services': enumValues<Deployment['services']>({ separate: true, combined: true }),
  'deployment.database.kind': enumValues<Deployment['database']['kind']>({ aurora: true, rds: true }),
  'deployment.network.tasks': enumValues<Deployment['network']['tasks']>({
    public: true,
    nat: true,
    endpoints: true,
  }),
  'deployment.rollout.strategy': enumValues<Deployment['rollout']['strategy']>({
    canary: true,
    rolling: true,
  }),
};

/** Secrets Manager appends a hyphen and six characters to the name. */
export const secretArnPattern = /^arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:\S+-[A-Za-z0-9]{6}$/;

const securityGroup = {
  pattern: /^sg-[0-9a-f]{8}(?:[0-9a-f]{9})?$/,
  example: 'the id of a security group, such as sg-0a1b2c3d',
};

const textFormats: Readonly<Record<string, { readonly pattern: RegExp; readonly example: string }>> = {
  'deployment.database.version': { pattern: /^\d+(?:\.\d+)?$/, example: 'a version such as 17.9' },
  'deployment.database.instanceClass': {
    pattern: /^db\.[a-z0-9-]+\.[a-z0-9]+$/,
    example: 'a class such as db.t4g.small',
  },
  'deployment.cache.version': { pattern: /^\d+$/, example: 'a major version such as 8' },
  'deployment.naming.alarmEmail': {
    pattern: /^[^\s@]+@[^\s@]+$/,
    example: 'an address such as team@debates.example',
  },
  'deployment.account.kmsKeyArn': {
    pattern:
      /^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    example:
      'the ARN of a key, such as arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  },
  'deployment.account.permissionsBoundaryArn': {
    pattern: /^arn:aws[\w-]*:iam::(?:\d{12}|aws):policy\/\S+$/,
    example: 'the ARN of a managed policy, such as arn:aws:iam::111122223333:policy/boundary',
  },
  'deployment.account.accessLogBucket': {
    pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    example: 'the name of a bucket, such as team-access-logs',
  },
  'deployment.existing.vpcId': {
    pattern: /^vpc-[0-9a-f]{8}(?:[0-9a-f]{9})?$/,
    example: 'the id of a VPC, such as vpc-0a1b2c3d',
  },
  'deployment.existing.databaseHost': {
    pattern: /^[\w-]+(?:\.[\w-]+)+$/,
    example: 'the host name of the database, without a port',
  },
  'deployment.existing.databaseSecretArn': {
    pattern: secretArnPattern,
    example: 'the full ARN that Secrets Manager shows',
  },
  'deployment.existing.databaseSecurityGroupId': securityGroup,
  'deployment.existing.cacheUrl': {
    pattern: /^rediss?:\/\/[\w.-]+(?::\d+)?$/,
    example: 'a URL without a password, such as rediss://cache.example:6379',
  },
  'deployment.existing.cacheSecurityGroupId': securityGroup,
  'deployment.existing.clusterName': {
    pattern: /^[\w-]{1,255}$/,
    example: 'the name of a cluster, without its ARN',
  },
  'deployment.existing.loadBalancerArn': {
    pattern: /^arn:aws[\w-]*:elasticloadbalancing:[\w-]+:\d{12}:loadbalancer\/app\/[\w-]+\/[0-9a-f]+$/,
    example: 'the ARN of an Application Load Balancer',
  },
  'deployment.existing.listenerArn': {
    pattern: /^arn:aws[\w-]*:elasticloadbalancing:[\w-]+:\d{12}:listener\/app\/[\w-]+\/[0-9a-f]+\/[0-9a-f]+$/,
    example: 'the ARN of a listener of an Application Load Balancer',
  },
  'deployment.existing.loadBalancerSecurityGroupId': securityGroup,
  'deployment.existing.webAclArn': {
    pattern: /^arn:aws[\w-]*:wafv2:[\w-]+:\d{12}:regional\/webacl\/[\w-]+\/[\w-]+$/,
    example: 'the ARN of a regional web ACL',
  },
  'deployment.naming.hostedZoneId': {
    pattern: /^[A-Z0-9]+$/,
    example: 'the id that Route 53 shows, such as Z0123456789ABCDEFGHIJ',
  },
};

/**
 * Values of the wrong type or format: one sentence each. The compiler finds most, but does not run for every profile.
 */
export const typeErrors = (deployment: Deployment): string[] =>
  checkSection(deployment, baseDeployment, 'deployment.');

function checkSection(section: object, base: object, prefix: string): string[] {
  const defaults = new Map<string, unknown>(Object.entries(base));
  return Object.entries(section).flatMap(([name, value]: [string, unknown]) => {
    const path = `${prefix}${name}`;
    const defaultValue = defaults.get(name);
    if (isRecord(value)) return isRecord(defaultValue) ? checkSection(value, defaultValue, `${path}.`) : [];
    // An option that may be null is null in the base.
    if (value === null)
      return defaultValue === null
        ? []
        : [`${path} is null: use a ${typeof defaultValue}, such as ${defaultValue}`];
    return typeof value === 'string' ? checkText(path, value) : [];
  });
}

function checkText(path: string, value: string): string[] {
  const allowed = allowedWords[path];
  if (allowed !== undefined && !allowed.includes(value))
    return [`${path} is ${value}: use ${allowed.join(' or ')}`];
  const { pattern, example } = textFormats[path] ?? {};
  return pattern === undefined || pattern.test(value) ? [] : [`${path} is ${value}: use ${example}`];
}

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null;
