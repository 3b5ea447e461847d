import type { Contract } from '../app/contract/contract.ts';
import { memoriesFor } from './audit/cloudformation/fargate.ts';
import { addressesReserved } from './limits.ts';
import { notOneOf } from './ranges.ts';

type Deployment = Contract['deployment'];

/** Values that AWS takes each by itself, but not together: a sentence each, with what to write instead. */
export const combinationFaults = (deployment: Deployment): string[] => [
  ...ofTasks(deployment),
  ...ofDatabase(deployment.database),
  ...ofNetwork(deployment.network),
];

const ofTasks = ({ web, worker, migration }: Deployment): string[] =>
  Object.entries({ web, worker, migration }).flatMap(([name, { cpuUnits, memoryMiB }]) => {
    const sold = memoriesFor(cpuUnits);
    const path = `deployment.${name}`;
    return sold.length === 0
      ? []
      : notOneOf(`${path}.memoryMiB`, memoryMiB, sold, ` with ${path}.cpuUnits ${cpuUnits}`);
  });

function ofDatabase({ capacityMin, capacityMax, pauseMs }: Deployment['database']): string[] {
  const path = 'deployment.database';
  const faults: string[] = [];
  if (capacityMin >= capacityMax)
    faults.push(
      `${path}.capacityMin is ${capacityMin}, and ${path}.capacityMax ${capacityMax}: it must be less than that`,
    );
  // AWS lets a database of capacity 0 pause after five minutes, and no other.
  if (capacityMin === 0 && pauseMs === null)
    faults.push(
      `${path}.capacityMin is 0, with which a database pauses: write 0.5, or set ${path}.pauseMs too`,
    );
  if (capacityMin > 0 && pauseMs !== null)
    faults.push(`${path}.pauseMs is set, and a database pauses only with ${path}.capacityMin 0: write that`);
  return faults;
}

const largestNetwork = 16;
const addressBits = 32;

function ofNetwork({ addresses, addressesPerSubnet, natGateways, zones }: Deployment['network']): string[] {
  const path = 'deployment.network';
  if (natGateways > zones)
    return [`${path}.natGateways is ${natGateways}, and ${path}.zones ${zones}: write ${zones} at most`];
  const bits = prefixOf(addresses);
  if (bits === null)
    return [
      `${path}.addresses is ${addresses}: write a network of /${largestNetwork} to /28, such as 10.0.0.0/16`,
    ];
  const subnets = zones * subnetsPerZone(natGateways);
  const subnetBits = Math.ceil(Math.log2(addressesPerSubnet + addressesReserved));
  const needed = addressBits - Math.ceil(Math.log2(subnets * 2 ** subnetBits));
  if (bits <= needed) return [];
  const instead =
    needed < largestNetwork ? 'write fewer of them' : `write fewer of them, or a network of /${needed}`;
  return [
    `${path}.addresses is ${addresses}, which has no room for ${subnets} subnets with ` +
      `${path}.addressesPerSubnet ${addressesPerSubnet}: ${instead}`,
  ];
}

/** Public ones and those for data; tasks behind NAT have their own. */
const subnetsPerZone = (natGateways: number): number => (natGateways === 0 ? 2 : 3);

/** The 16 of `10.0.0.0/16`; null: AWS takes no such network. */
function prefixOf(addresses: string): number | null {
  const [, bytes = '', bits = ''] = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(addresses) ?? [];
  const isNetwork = bytes !== '' && bytes.split('.').every((byte) => Number(byte) < 256);
  return isNetwork && Number(bits) >= largestNetwork && Number(bits) <= 28 ? Number(bits) : null;
}
