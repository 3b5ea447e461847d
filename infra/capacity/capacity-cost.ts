import type { Contract } from '../../app/contract/types/contract.ts';
import type { CostLine } from '../cost/monthly-cost.ts';
import { hoursPerMonth, prices, transferTiers } from '../cost/prices.ts';
import { type DataServiceDemand, databaseUnits } from './data-services.ts';
import type { CapacityDemand } from './demand.ts';
import type { CapacityTasks, TaskNeed } from './tasks.ts';

/** What the load costs on AWS if it lasts a whole month, without the parts that do not grow with it. */
export const monthlyCapacityCost = (
  demand: CapacityDemand,
  tasks: CapacityTasks,
  data: DataServiceDemand,
  { deployment }: Contract,
): readonly CostLine[] => [
  taskLine('web', tasks.web, deployment.web, deployment.network.tasks),
  ...(tasks.worker === null
    ? []
    : [taskLine('worker', tasks.worker, deployment.worker, deployment.network.tasks)]),
  loadBalancerLine(demand, deployment.scaling.debateMsTypical),
  transferLine(demand.viewerGBPerHour * hoursPerMonth),
  databaseLine(demand, data, deployment),
  ...(deployment.cache.enabled ? [cacheLine(data)] : []),
];

function taskLine(
  name: string,
  { tasks }: TaskNeed,
  { cpuUnits, memoryMiB, spotPercent }: Contract['deployment']['web'],
  network: Contract['deployment']['network']['tasks'],
): CostLine {
  const hour = (cpuUnits / 1024) * prices.vcpuHour + (memoryMiB / 1024) * prices.memoryGiBHour;
  const onSpot = spotPercent / 100;
  const address = network === 'public' ? prices.publicAddressHour : 0;
  return {
    item: `${name} tasks`,
    how:
      `${tasks} × ${cpuUnits / 1024} vCPU, ${memoryMiB / 1024} GiB` +
      `${onSpot > 0 ? `, ${spotPercent} % Spot` : ''}${address > 0 ? ', and an address' : ''}`,
    usd: tasks * hoursPerMonth * (hour * (1 - onSpot + onSpot * prices.spotShare) + address),
  };
}

/** A unit of a load balancer: what it covers of each; the largest of them counts. */
const unitCovers = { newConnectionsPerSecond: 25, connections: 3000, GBPerHour: 1 };

function loadBalancerLine(demand: CapacityDemand, debateMsTypical: number): CostLine {
  // A viewer stays for one debate.
  const newConnections = demand.viewers / (debateMsTypical / 1000);
  const units = Math.max(
    newConnections / unitCovers.newConnectionsPerSecond,
    demand.viewers / unitCovers.connections,
    demand.viewerGBPerHour / unitCovers.GBPerHour,
  );
  return {
    item: 'load balancer',
    how: `${prices.loadBalancerHour} $/h and ${units.toFixed(1)} capacity units`,
    usd: hoursPerMonth * (prices.loadBalancerHour + units * prices.loadBalancerUnitHour),
  };
}

/** From CloudFront to viewers, each part at the price of its tier. */
function transferLine(GB: number): CostLine {
  let usd = 0;
  let below = 0;
  for (const { upToGB, usdPerGB } of transferTiers) {
    usd += Math.max(0, Math.min(GB, upToGB) - below) * usdPerGB;
    below = upToGB;
  }
  return { item: 'transfer to viewers', how: `${(GB / 1000).toFixed(1)} TB`, usd };
}

function databaseLine(
  demand: CapacityDemand,
  { databaseCores }: DataServiceDemand,
  deployment: Contract['deployment'],
): CostLine {
  const { database } = deployment;
  const instances = database.standby ? 2 : 1;
  const storage = `${demand.eventGBPerMonth.toFixed(1)} GB of events`;
  if (database.kind === 'aurora') {
    const units = databaseUnits(databaseCores, deployment);
    return {
      item: 'Aurora',
      how: `${instances} × ${units.toFixed(1)} units × ${prices.auroraUnitHour} $/h, ${storage}`,
      usd:
        hoursPerMonth * instances * units * prices.auroraUnitHour +
        demand.eventGBPerMonth * prices.auroraStorageGiB,
    };
  }
  const hour = new Map<string, number>(Object.entries(prices.instanceHour)).get(database.instanceClass) ?? 0;
  return {
    item: 'RDS',
    how: `${instances} × ${database.instanceClass} × ${hour} $/h, ${storage}`,
    usd: instances * (hoursPerMonth * hour + demand.eventGBPerMonth * prices.instanceStorageGiB),
  };
}

/** A unit covers a kilobyte, and a message has less. */
function cacheLine({ cacheMessagesPerSecondMean }: DataServiceDemand): CostLine {
  const messages = cacheMessagesPerSecondMean.published + cacheMessagesPerSecondMean.delivered;
  const millions = (messages * 3600 * hoursPerMonth) / 1e6;
  return {
    item: 'Valkey',
    how: `${prices.cacheGBMin} GB × ${prices.cacheGBHour} $/h, ${millions.toFixed(0)} million units`,
    usd: hoursPerMonth * prices.cacheGBMin * prices.cacheGBHour + millions * prices.cacheMillionUnits,
  };
}
