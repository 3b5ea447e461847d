import { allowedWords } from '../../../../infra/checks/type-errors.ts';
import { existing, existingValues } from './existing.ts';
import type { Changes, TestValues, Value } from './synthesis.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/ab-cd';
const secretArn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:models-AbCdEf';
const domain = {
  'deployment.naming.domain': 'debates.example',
  'deployment.naming.certificateArn': certificateArn,
};

/** The load balancer is the only proxy, and serves a domain. */
const withoutCloudFront = (ingress: 'internet' | 'network'): Changes => ({
  ...domain,
  'deployment.ingress': ingress,
  'deployment.proxies': 1,
  'edge.trustedProxies': 1,
});

/** Values of texts and nullable options, which no table in infra/checks lists. */
const listed: Readonly<Record<string, TestValues>> = {
  // Needs more changes: see `together`.
  'cache.enabled': { accepted: [], rejected: [false, null, 'yes'] },
  'database.instanceClass': { accepted: ['db.t4g.small'], rejected: ['', 't4g.micro'] },
  'cdn.completionMs': { accepted: [hour], rejected: [minute, hour + second] },
  'database.version': { accepted: ['16.9'], rejected: ['', 'seventeen', '17.x'] },
  // Workers poll the database, so it would never pause: no pause is accepted.
  'database.pauseMs': { accepted: [], rejected: [minute, 5 * minute, 24 * hour] },
  'cache.version': { accepted: ['7'], rejected: ['', 'eight'] },
  'network.cidr': {
    accepted: ['192.168.0.0/16', '192.168.4.0/22'],
    rejected: ['', 'ten', '10.0.0/16', '10.0.0.256/16', '10.0.0.0/8', '10.0.0.0/23', '10.0.0.0/29'],
  },
  // These need each other: see `together`.
  'naming.domain': { accepted: [], rejected: ['debates.example', 'https://debates.example/'] },
  'naming.certificateArn': { accepted: [], rejected: [certificateArn, 'ab-cd'] },
  'naming.hostedZoneId': { accepted: [], rejected: ['Z0123456789', 'debates.example'] },
  'naming.alarmEmail': { accepted: ['team@debates.example'], rejected: ['', 'team', 'team@', 'a b@c'] },
  'account.kmsKeyArn': {
    accepted: ['arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
    rejected: [
      '',
      'ab-cd',
      'arn:aws:kms:us-east-1:111122223333:alias/team',
      'arn:aws:kms:us-east-1:111122223333:key/1',
    ],
  },
  'account.permissionsBoundaryArn': {
    accepted: ['arn:aws:iam::111122223333:policy/boundary'],
    rejected: ['', 'boundary'],
  },
  'account.tags': { accepted: [{ team: 'debates' }], rejected: [{ 'aws:team': 'x' }, { team: '' }] },
  'account.accessLogBucket': { accepted: ['team-access-logs'], rejected: ['', 'Team', 's3://team'] },
  ...existingValues,
  // Without CloudFront more changes are needed: see `together`.
  'balancer.clientCidrs': { accepted: [], rejected: [{ office: '203.0.113.0/24' }] },
  ingress: { accepted: ['cloudfront'], rejected: ['internet', 'network', null, 'another', 1] },
  'settings.values': { accepted: [{ ROSTRUM_MODEL: 'openai:gpt-5' }], rejected: [{ ROSTRUM_MODLE: 'x' }] },
  'settings.secretArns': {
    accepted: [{ ANTHROPIC_API_KEY: secretArn }],
    rejected: [{ ANTHROPIC_API_KEY: 'sk-1' }, { ANTHROPIC_API_KEY: secretArn.slice(0, -1) }],
  },
};

/** Values of an option that is not a number; null if the tables list none. */
export function valuesFor(path: string, initial: Value): TestValues | null {
  const known = listed[path.replace('deployment.', '')];
  if (known !== undefined) return known;
  if (typeof initial === 'boolean') return { accepted: [true, false], rejected: [null, 'yes', 1] };
  const words = allowedWords[path];
  if (words !== undefined) return { accepted: words, rejected: [null, 'another', 1] };
  return null;
}

export const listedPaths: readonly string[] = Object.keys(listed).map((name) => `deployment.${name}`);

/** Values that change the structure only together with others. */
export const interacting: readonly Changes[] = [
  {
    'deployment.services': 'combined',
    'deployment.cache.enabled': false,
    'deployment.database.standby': false,
    'deployment.web.tasksMin': 1,
    'deployment.web.tasksMax': 1,
  },
  { 'deployment.database.kind': 'rds', 'deployment.database.standby': false },
  { 'deployment.network.tasks': 'endpoints', 'deployment.function.enabled': true },
  withoutCloudFront('internet'),
  { ...withoutCloudFront('network'), 'deployment.cdn.firewall': false },
  { 'agents.bedrockRegions': 'us' },
  existing.network,
  { ...withoutCloudFront('internet'), ...existing.network, ...existing.balancer, ...existing.data },
];

/** Values that are accepted, or have an effect, only together. */
export const together: readonly Changes[] = [
  ...(['internet', 'network'] as const).map((ingress) => ({
    ...withoutCloudFront(ingress),
    'deployment.balancer.clientCidrs': { office: '203.0.113.0/24', vpn: '198.51.100.7/32' },
  })),
  { ...withoutCloudFront('internet'), ...existing.network, ...existing.publicSubnets },
  domain,
  { ...domain, 'deployment.naming.hostedZoneId': 'Z0123456789' },
  ...interacting,
  {
    'deployment.network.zones': 3,
    'deployment.web.tasksMin': 3,
    'deployment.network.tasks': 'nat',
    'deployment.network.natGateways': 3,
  },
  { 'deployment.network.zones': 6, 'deployment.web.tasksMin': 6 },
  { 'deployment.retainData': false, 'deployment.database.standby': false },
  ...[30 * second, 15 * minute].map((slowStartMs) => ({
    'deployment.balancer.algorithm': 'round_robin',
    'deployment.balancer.slowStartMs': slowStartMs,
  })),
  sized('web', 256, 1024),
  sized('web', 4096, 8192),
  ...[32, 120].map((GiB) => sized('worker', 16_384, GiB * 1024)),
  { 'deployment.migration.cpuUnits': 16_384, 'deployment.migration.memoryMiB': 122_880 },
  { 'deployment.cdn.windowSeconds': 600, 'deployment.cdn.addressRequestsMax': 60_000 },
  { 'deployment.alarms.periodMs': 2 * minute, 'deployment.rollout.canaryMs': 6 * minute },
  {
    'deployment.alarms.periods': 540,
    'deployment.rollout.canaryMs': 24 * hour,
    'deployment.rollout.bakeMs': 9 * hour,
  },
  { 'deployment.database.capacityMin': 255.5, 'deployment.database.capacityMax': 256 },
  { 'deployment.balancer.deregistrationMs': hour, 'deployment.scaling.inCooldownMs': 2 * hour },
];

function sized(service: string, cpuUnits: number, memoryMiB: number): Changes {
  const path = `deployment.${service}`;
  return {
    [`${path}.cpuUnits`]: cpuUnits,
    [`${path}.memoryMiB`]: memoryMiB,
    [`${path}.heapMiB`]: memoryMiB / 2,
    'deployment.database.connectionsMax': 5000,
    // What fits into the smallest task.
    'http.bodiesBytesMax': 52 * 1024 * 1024,
  };
}
