import { choices } from '../../../infra/kinds.ts';
import type { Changes, Value } from './changes.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/ab-cd';
const secretArn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:models-AbCdEf';
const domain = {
  'deployment.naming.domain': 'debates.example',
  'deployment.naming.certificateArn': certificateArn,
};

/** What an option may be, and what it must not be. */
export interface Values {
  /** Each makes a deployment with production's other values. */
  readonly fits: readonly Value[];
  readonly refused: readonly Value[];
}

/** Options whose values nothing else lists: texts, and what may be null. */
const named: Readonly<Record<string, Values>> = {
  'cdn.completionMs': { fits: [hour], refused: [minute, hour + second] },
  'database.version': { fits: ['16.9'], refused: ['', 'seventeen', '17.x'] },
  // Workers ask the database all the time: no pause is accepted.
  'database.pauseMs': { fits: [], refused: [minute, 5 * minute, 24 * hour] },
  'cache.version': { fits: ['7'], refused: ['', 'eight'] },
  'network.addresses': {
    fits: ['192.168.0.0/16', '192.168.4.0/22'],
    refused: ['', 'ten', '10.0.0/16', '10.0.0.256/16', '10.0.0.0/8', '10.0.0.0/23', '10.0.0.0/29'],
  },
  // These need one another: `together` has them.
  'naming.domain': { fits: [], refused: ['debates.example', 'https://debates.example/'] },
  'naming.certificateArn': { fits: [], refused: [certificateArn, 'ab-cd'] },
  'naming.hostedZoneId': { fits: [], refused: ['Z0123456789', 'debates.example'] },
  'naming.alarmEmail': { fits: ['team@debates.example'], refused: ['', 'team', 'team@', 'a b@c'] },
  'settings.values': { fits: [{ ROSTRUM_MODEL: 'openai:gpt-5' }], refused: [{ ROSTRUM_MODLE: 'x' }] },
  'settings.secretArns': {
    fits: [{ ANTHROPIC_API_KEY: secretArn }],
    refused: [{ ANTHROPIC_API_KEY: 'sk-1' }, { ANTHROPIC_API_KEY: secretArn.slice(0, -1) }],
  },
};

/** Of an option that is no number; null: the tables have none. */
export function valuesOf(path: string, usual: Value): Values | null {
  if (typeof usual === 'boolean') return { fits: [true, false], refused: [null, 'yes', 1] };
  const words = choices[path];
  if (words !== undefined) return { fits: words, refused: [null, 'another', 1] };
  return named[path.replace('deployment.', '')] ?? null;
}

export const pathsNamed: readonly string[] = Object.keys(named).map((name) => `deployment.${name}`);

/** Values that are only accepted with others, or that matter only with them. */
export const together: readonly Changes[] = [
  domain,
  { ...domain, 'deployment.naming.hostedZoneId': 'Z0123456789' },
  { 'deployment.network.endpoints': true, 'deployment.network.natGateways': 1 },
  { 'deployment.network.zones': 3, 'deployment.web.tasksMin': 3, 'deployment.network.natGateways': 3 },
  { 'deployment.network.zones': 6, 'deployment.web.tasksMin': 6 },
  { 'deployment.dataKept': false, 'deployment.database.standby': false },
  ...[30 * second, 15 * minute].map((slowStartMs) => ({
    'deployment.balancer.algorithm': 'round_robin',
    'deployment.balancer.slowStartMs': slowStartMs,
  })),
  sized('web', 256, 512),
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
  };
}
