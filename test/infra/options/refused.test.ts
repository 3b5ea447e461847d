import { expect, test, vi } from 'vitest';
import { type Changes, refusalsOf } from './changes.ts';

vi.mock('../../../app/contract/own.ts', () => ({ own: {} }));

const of = (part: string, changes: Changes): Changes =>
  Object.fromEntries(Object.entries(changes).map(([name, value]) => [`deployment.${part}.${name}`, value]));

test.each<[Changes, string]>([
  [
    of('worker', { memoryMiB: 3500 }),
    'worker.memoryMiB is 3500 MiB, and AWS takes 1024 MiB, 2048 MiB, 3072 MiB, 4096 MiB with ' +
      'deployment.worker.cpuUnits 512: write 3072 MiB or 4096 MiB',
  ],
  [
    of('migration', { cpuUnits: 300 }),
    'migration.cpuUnits is 300, and AWS takes 256, 512, 1024, 2048, 4096, 8192, 16384: write 256 or 512',
  ],
  [
    of('database', { capacityMin: 8 }),
    'database.capacityMin is 8, and deployment.database.capacityMax 8: it must be less than that',
  ],
  [
    of('database', { capacityMin: 0 }),
    'database.capacityMin is 0, with which a database pauses: write 0.5, or set deployment.database.pauseMs too',
  ],
  [
    of('network', { addressesPerSubnet: 4000 }),
    'network.addressesPerSubnet is 4000, and AWS takes 11, 27, 59, 123, 251, 507, 1019, 2043, 4091, 8187, 16379, ' +
      '32763, 65531: write 2043 or 4091',
  ],
  [
    of('network', { natGateways: 3 }),
    'network.natGateways is 3, and deployment.network.zones 2: write 2 at most',
  ],
  [
    of('network', { addresses: '10.1.0.0' }),
    'network.addresses is 10.1.0.0: write a network of /16 to /28, such as 10.0.0.0/16',
  ],
  [
    of('network', { addresses: '10.1.0.0/22', natGateways: 1 }),
    'network.addresses is 10.1.0.0/22, which has no room for 6 subnets with deployment.network.addressesPerSubnet ' +
      '251: write fewer of them, or a network of /21',
  ],
  [
    of('network', { addressesPerSubnet: 32_763 }),
    'network.addresses is 10.0.0.0/16, which has no room for 4 subnets with deployment.network.addressesPerSubnet ' +
      '32763: write fewer of them',
  ],
  [
    of('balancer', { algorithm: 'random' }),
    'balancer.algorithm is random: write least_outstanding_requests or round_robin',
  ],
  [of('web', { cpuUnits: null }), 'web.cpuUnits is null: write a number, such as 512'],
  [of('database', { version: '17.x' }), 'database.version is 17.x: write a version such as 17.7'],
  [
    of('naming', { hostedZoneId: 'Z0123456789' }),
    'naming.hostedZoneId needs deployment.naming.domain: the name that it is for',
  ],
  [
    of('cdn', { windowSeconds: 90 }),
    'cdn.windowSeconds is 90 s, and AWS takes 60 s, 120 s, 300 s, 600 s: write 60 s or 120 s',
  ],
  [
    of('balancer', { algorithm: 'round_robin', slowStartMs: 10_000 }),
    'balancer.slowStartMs is 10000 (10 s), and AWS takes 0 (0 ms) or 30000 (30 s) to 900000 (15 min): write one of ' +
      'these',
  ],
])('%j is refused with what to write instead', (changes, sentence) => {
  expect(refusalsOf(changes)).toContain(`deployment.${sentence}`);
});
