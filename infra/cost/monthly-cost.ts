import { emfMetrics } from '../../app/contract/emf-metrics.ts';
import { asObject, type JsonObject } from '../synth/normalize.ts';
import { freeMonthly, hoursPerMonth, idle, prices } from './prices.ts';
import { entriesOf, referenceOf, resourcesOf } from './template.ts';

/** What one part of a deployment costs in an idle month. */
export interface CostLine {
  readonly item: string;
  /** The computation, in words and numbers. */
  readonly how: string;
  readonly usd: number;
  /** What CloudWatch's free tier takes off, if this deployment is the only one in its account. */
  readonly freeUsd?: number;
}

const monthly = (usdPerHour: number): number => usdPerHour * hoursPerMonth;

/** The cost of a synthesized template with the smallest number of tasks, without requests and models. */
export const monthlyCost = (template: JsonObject): CostLine[] =>
  [
    ...tasks(template),
    ...network(template),
    ...database(template),
    ...cache(template),
    ...firewall(template),
    ...operation(template),
  ].filter(({ usd }) => usd !== 0);

function tasks(template: JsonObject): CostLine[] {
  return resourcesOf(template, 'ECS::Service').flatMap(({ id, properties }) => {
    const definition = definitionOf(template, properties);
    const vcpu = Number(definition?.properties.Cpu) / 1024;
    const memoryGiB = Number(definition?.properties.Memory) / 1024;
    const count = smallestCount(template, id);
    const spot = spotShare(properties);
    const full = monthly(count * (vcpu * prices.vcpuHour + memoryGiB * prices.memoryGiBHour));
    const addresses = JSON.stringify(properties).includes('"AssignPublicIp":"ENABLED"') ? count : 0;
    const name = /^[A-Z][a-z]+/.exec(id)?.[0].toLowerCase() ?? id;
    return [
      {
        item: `${name} tasks`,
        how: `${count} × ${vcpu} vCPU, ${memoryGiB} GiB${spot > 0 ? `, ${spot * 100} % Spot` : ''}`,
        usd: full * (1 - spot) + full * spot * prices.spotShare,
      },
      {
        item: `public addresses of ${name} tasks`,
        how: `${addresses} × ${prices.publicAddressHour} $/h`,
        usd: monthly(addresses * prices.publicAddressHour),
      },
    ];
  });
}

/** The scaling's minimum; a service without scaling has one task. */
function smallestCount(template: JsonObject, serviceId: string): number {
  const target = resourcesOf(template, 'ApplicationAutoScaling::ScalableTarget').find(({ properties }) =>
    JSON.stringify(properties.ResourceId).includes(`"${serviceId}"`),
  );
  return target === undefined ? 1 : Number(target.properties.MinCapacity);
}

function spotShare({ CapacityProviderStrategy: strategy }: JsonObject): number {
  const weights = entriesOf(strategy).map(asObject);
  const sum = weights.reduce((total, { Weight: weight }) => total + Number(weight), 0);
  const spot = weights.find(({ CapacityProvider: name }) => name === 'FARGATE_SPOT');
  return spot === undefined ? 0 : Number(spot.Weight) / sum;
}

function network(template: JsonObject): CostLine[] {
  const natGateways = resourcesOf(template, 'EC2::NatGateway').length;
  const endpointZones = resourcesOf(template, 'EC2::VPCEndpoint').reduce(
    (sum, { properties }) => sum + entriesOf(properties.SubnetIds).length,
    0,
  );
  const { loadBalancerHour, loadBalancerUnitHour, natGatewayHour, endpointHour } = prices;
  return [
    {
      item: 'load balancer',
      how: `${loadBalancerHour} $/h and a third of a capacity unit`,
      usd: monthly(loadBalancerHour + idle.loadBalancerUnits * loadBalancerUnitHour),
    },
    {
      item: 'NAT',
      how: `${natGateways} × ${natGatewayHour} $/h, without traffic`,
      usd: monthly(natGateways * natGatewayHour),
    },
    {
      item: 'private endpoints',
      how: `${endpointZones} endpoints and zones × ${endpointHour} $/h`,
      usd: monthly(endpointZones * endpointHour),
    },
  ];
}

function database(template: JsonObject): CostLine[] {
  const instances = resourcesOf(template, 'RDS::DBInstance');
  const [cluster] = resourcesOf(template, 'RDS::DBCluster');
  const storage = idle.databaseStorageGiB;
  if (cluster) {
    const units = Number(asObject(cluster.properties.ServerlessV2ScalingConfiguration).MinCapacity);
    return [
      {
        item: 'Aurora',
        how: `${instances.length} × ${units} units × ${prices.auroraUnitHour} $/h, ${storage} GiB`,
        usd: monthly(instances.length * units * prices.auroraUnitHour) + storage * prices.auroraStorageGiB,
      },
    ];
  }
  return instances.map(({ properties }) => {
    const name = String(properties.DBInstanceClass);
    const hour = new Map<string, number>(Object.entries(prices.instanceHour)).get(name);
    if (hour === undefined) throw new Error(`infra/cost/prices.ts has no price for ${name}`);
    const copies = properties.MultiAZ === true ? 2 : 1;
    const sizeGiB = Number(properties.AllocatedStorage);
    return {
      item: 'RDS',
      how: `${copies} × ${name} × ${hour} $/h, ${sizeGiB} GiB`,
      usd: copies * (monthly(hour) + sizeGiB * prices.instanceStorageGiB),
    };
  });
}

const cache = (template: JsonObject): CostLine[] =>
  resourcesOf(template, 'ElastiCache::ServerlessCache').map(() => ({
    item: 'Valkey',
    how: `the smallest: ${prices.cacheGBMin} GB × ${prices.cacheGBHour} $/h`,
    usd: monthly(prices.cacheGBMin * prices.cacheGBHour),
  }));

const firewall = (template: JsonObject): CostLine[] =>
  resourcesOf(template, 'WAFv2::WebACL').map(({ properties }) => {
    const rules = entriesOf(properties.Rules).length;
    return {
      item: 'web ACL',
      how: `${prices.webAcl} $ and ${rules} × ${prices.webAclRule} $`,
      usd: prices.webAcl + rules * prices.webAclRule,
    };
  });

function operation(template: JsonObject): CostLine[] {
  const metrics = resourcesOf(template, 'CloudWatch::Alarm').flatMap(({ properties }) => {
    const queried = entriesOf(properties.Metrics)
      .map((query) => asObject(asObject(asObject(query).MetricStat).Metric))
      .filter((metric) => Object.keys(metric).length > 0);
    return queried.length > 0 ? queried : [properties];
  });
  // Target tracking makes two alarms for each policy.
  const policies = resourcesOf(template, 'ApplicationAutoScaling::ScalingPolicy').length;
  const alarms = metrics.length + policies * 2;
  const own = writtenMetrics(template);
  const secrets = resourcesOf(template, 'SecretsManager::Secret').length;
  const line = (item: string, count: number, unit: string, price: number, free = 0): CostLine => ({
    item,
    how: `${count}${unit} × ${price} $`,
    usd: count * price,
    freeUsd: Math.min(count, free) * price,
  });
  return [
    line('alarms', alarms, ' metrics', prices.alarmMetric, freeMonthly.alarmMetrics),
    line('metrics', own, '', prices.customMetric, freeMonthly.customMetrics),
    line('secrets', secrets, '', prices.secret),
    line('logs', idle.logGB, ' GB', prices.logGB, freeMonthly.logGB),
  ];
}

/** The metrics that the tasks write, and those that filters of their logs write. */
function writtenMetrics(template: JsonObject): number {
  const byTasks = resourcesOf(template, 'ECS::Service').flatMap(({ properties }) => {
    const role = roleOf(template, properties);
    return Object.values<{ readonly writers: readonly string[] }>(emfMetrics).filter(
      ({ writers }) => role === 'all' || writers.includes(role),
    );
  });
  const byFilters = resourcesOf(template, 'Logs::MetricFilter').flatMap(({ properties }) =>
    entriesOf(properties.MetricTransformations)
      .map(asObject)
      .map(({ MetricNamespace: namespace, MetricName: name }) => JSON.stringify([namespace, name])),
  );
  return byTasks.length + new Set(byFilters).size;
}

/** The ROSTRUM_ROLE of a service's tasks. */
function roleOf(template: JsonObject, service: JsonObject): string {
  const [container] = entriesOf(definitionOf(template, service)?.properties.ContainerDefinitions);
  const variables = entriesOf(asObject(container).Environment).map(asObject);
  return String(variables.find(({ Name: name }) => name === 'ROSTRUM_ROLE')?.Value);
}

const definitionOf = (template: JsonObject, service: JsonObject) =>
  resourcesOf(template, 'ECS::TaskDefinition').find(({ id }) => id === referenceOf(service.TaskDefinition));
