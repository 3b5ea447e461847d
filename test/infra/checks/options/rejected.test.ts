import { expect, test } from 'vitest';
import { type Changes, errorsWith } from './synthesis.ts';

const section = (name: string, changes: Changes): Changes =>
  Object.fromEntries(Object.entries(changes).map(([key, value]) => [`deployment.${name}.${key}`, value]));

test.each<[Changes, string]>([
  [
    section('worker', { memoryMiB: 3500 }),
    'worker.memoryMiB is 3500 MiB, but AWS accepts only 1024 MiB, 2048 MiB, 3072 MiB, 4096 MiB with ' +
      'deployment.worker.cpuUnits 512: use 3072 MiB or 4096 MiB',
  ],
  [
    section('migration', { cpuUnits: 300 }),
    'migration.cpuUnits is 300, but AWS accepts only 256, 512, 1024, 2048, 4096, 8192, 16384: use 256 or 512',
  ],
  [
    section('database', { capacityMin: 8 }),
    'database.capacityMin is 8, but must be less than deployment.database.capacityMax, which is 8',
  ],
  [
    section('database', { capacityMin: 0 }),
    'database.capacityMin is 0, which lets the database pause: use 0.5, or set deployment.database.pauseMs too',
  ],
  [
    section('network', { addressesPerSubnet: 4000 }),
    'network.addressesPerSubnet is 4000, but AWS accepts only 11, 27, 59, 123, 251, 507, 1019, 2043, 4091, ' +
      '8187, 16379, 32763, 65531: use 2043 or 4091',
  ],
  [
    section('network', { natGateways: 3 }),
    'network.natGateways is 3, but deployment.network.zones is 2: use 2 gateways at most',
  ],
  [
    section('network', { cidr: '10.1.0.0' }),
    'network.cidr is 10.1.0.0: use a network of /16 to /28, such as 10.0.0.0/16',
  ],
  [
    section('network', { cidr: '10.1.0.0/22', tasks: 'nat' }),
    'network.cidr is 10.1.0.0/22, which is too small for 6 subnets with deployment.network.addressesPerSubnet ' +
      '251: use fewer of them, or a network of /21',
  ],
  [
    section('network', { addressesPerSubnet: 32_763 }),
    'network.cidr is 10.0.0.0/16, which is too small for 4 subnets with deployment.network.addressesPerSubnet ' +
      '32763: use fewer of them',
  ],
  [
    section('balancer', { algorithm: 'random' }),
    'balancer.algorithm: must be one of least_outstanding_requests, round_robin',
  ],
  [section('web', { cpuUnits: null }), 'web.cpuUnits: must be a number'],
  [section('database', { version: '17.x' }), 'database.version is 17.x: use a version such as 17.9'],
  [
    section('naming', { hostedZoneId: 'Z0123456789' }),
    'naming.hostedZoneId needs deployment.naming.domain, the name that it is for',
  ],
  [
    section('cdn', { windowSeconds: 90 }),
    'cdn.windowSeconds is 90 s, but AWS accepts only 60 s, 120 s, 300 s, 600 s: use 60 s or 120 s',
  ],
  [
    section('balancer', { algorithm: 'round_robin', slowStartMs: 10_000 }),
    'balancer.slowStartMs is 10000 (10 s), but AWS accepts only 0 (0 ms) or 30000 (30 s) to 900000 ' +
      '(15 min)',
  ],
])('%j is rejected with an error that names the fix', (changes, sentence) => {
  expect(errorsWith(changes)).toContain(`deployment.${sentence}`);
});
