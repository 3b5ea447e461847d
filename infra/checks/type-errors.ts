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
