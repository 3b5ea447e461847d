import type { ConfigNode } from '../../../parse/config-node.ts';
import { type FactBuilder, second } from '../../../parse/fact-builder.ts';
import type { Resource } from '../resources.ts';
import type { Template } from '../template.ts';

/** Aurora Serverless for PostgreSQL: default max_connections by the largest capacity, from its guide. */
const documented: readonly (readonly [units: number, addConnections: number])[] = [
  [0, 0],
  [1, 189],
  [4, 823],
  [8, 1669],
  [16, 3360],
  [32, 5000],
];
const connectionsMax = 5000;
/** The maximum when the smallest capacity is half a unit or less. */
const smallConnectionsMax = 2000;
const smallUnits = 0.5;

/** The facts of the database that a service uses: the one it refers to, or the only one. */
export function addDatabaseFacts(builder: FactBuilder, template: Template, from: readonly string[]): void {
  const all = template.ofType('AWS::RDS::DBCluster').filter(({ properties }) => scalingOf(properties).isMap);
  const reached = new Set(from.flatMap((id) => [...template.reachableFrom(id, 4)]));
  const used = all.filter(({ id }) => reached.has(id));
  const [cluster, ...more] = used.length > 0 ? used : all;
  if (cluster === undefined || more.length > 0) return;
  const scaling = scalingOf(cluster.properties);
  builder.read('deployment.database.capacityMin', scaling.get('MinCapacity'));
  builder.read('deployment.database.capacityMax', scaling.get('MaxCapacity'));
  addPause(builder, scaling);
  addConnections(builder, template, cluster);
}

const scalingOf = (properties: ConfigNode): ConfigNode => properties.get('ServerlessV2ScalingConfiguration');

function addPause(builder: FactBuilder, scaling: ConfigNode): void {
  const min = scaling.get('MinCapacity').number();
  const name = 'deployment.database.pauseMs';
  if (min === 0) builder.read(name, scaling.get('SecondsUntilAutoPause'), { scale: second, default: 300 });
  else if (typeof min === 'number') builder.set(name, null, scaling.get('MinCapacity').place);
}

/** Reads max_connections from the parameter group, or else uses the documented default. */
function addConnections(builder: FactBuilder, template: Template, { properties }: Resource): void {
  const name = 'deployment.database.connectionsMax';
  const groups = properties.get('DBClusterParameterGroupName').references();
  const [group] = groups.map(({ id }) => template.get(id));
  const maxConnections = group?.properties.get('Parameters', 'max_connections');
  if (maxConnections && !maxConnections.isAbsent) {
    builder.read(name, maxConnections);
    return;
  }
  if (properties.get('Engine').text() !== 'aurora-postgresql') return;
  const scaling = scalingOf(properties);
  const [min, max] = [scaling.get('MinCapacity').number(), scaling.get('MaxCapacity').number()];
  if (typeof min !== 'number' || typeof max !== 'number') return;
  const byCapacity = connectionsAt(max);
  const value = min <= smallUnits ? Math.min(byCapacity, smallConnectionsMax) : byCapacity;
  builder.set(name, value, scaling.get('MaxCapacity').place, true);
}

function connectionsAt(units: number): number {
  const above = documented.findIndex(([known]) => known >= units);
  const [to, from] = [documented[above], documented[above - 1]];
  if (to === undefined) return connectionsMax;
  if (from === undefined) return to[1];
  return Math.floor(from[1] + ((units - from[0]) / (to[0] - from[0])) * (to[1] - from[1]));
}

/** The addresses of the smallest subnet of the tasks; AWS reserves five of each. */
export function addNetworkFacts(builder: FactBuilder, template: Template, service: Resource): void {
  const subnets = service.properties
    .get('NetworkConfiguration', 'AwsvpcConfiguration', 'Subnets')
    .references()
    .flatMap(({ id }) => template.get(id) ?? [])
    .filter(({ type }) => type === 'AWS::EC2::Subnet');
  const sized = subnets.flatMap(({ properties }) => {
    const [, bits] = /^\d+\.\d+\.\d+\.\d+\/(\d+)$/.exec(properties.get('CidrBlock').text() ?? '') ?? [];
    return bits === undefined
      ? []
      : [{ at: properties.get('CidrBlock'), addresses: 2 ** (32 - Number(bits)) - 5 }];
  });
  const [smallest] = sized.sort((a, b) => a.addresses - b.addresses);
  if (smallest && sized.length === subnets.length)
    builder.set('deployment.network.addressesPerSubnet', smallest.addresses, smallest.at.place);
}
