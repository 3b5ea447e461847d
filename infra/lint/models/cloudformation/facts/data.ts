import { type Sheet, second } from '../../../parse/fact-builder.ts';
import type { View } from '../../../parse/value-ref.ts';
import type { Resource } from '../resources.ts';
import type { Template } from '../template.ts';

/** Aurora Serverless for PostgreSQL: connections by the largest capacity, as its guide lists them. */
const documented: readonly (readonly [units: number, connections: number])[] = [
  [0, 0],
  [1, 189],
  [4, 823],
  [8, 1669],
  [16, 3360],
  [32, 5000],
];
const connectionsMax = 5000;
/** At a smallest capacity of half a unit or none there are no more than these. */
const connectionsMaxOfSmall = 2000;
const unitsOfSmall = 0.5;

/** The database that a service uses: the one that it leads to, or the only one. */
export function databaseFacts(sheet: Sheet, template: Template, from: readonly string[]): void {
  const all = template.ofType('AWS::RDS::DBCluster').filter(({ properties }) => scalingOf(properties).isMap);
  const reached = new Set(from.flatMap((id) => [...template.reachableFrom(id, 4)]));
  const used = all.filter(({ id }) => reached.has(id));
  const [cluster, ...more] = used.length > 0 ? used : all;
  if (cluster === undefined || more.length > 0) return;
  const scaling = scalingOf(cluster.properties);
  sheet.read('deployment.database.capacityMin', scaling.get('MinCapacity'));
  sheet.read('deployment.database.capacityMax', scaling.get('MaxCapacity'));
  pause(sheet, scaling);
  connections(sheet, template, cluster);
}

const scalingOf = (properties: View): View => properties.get('ServerlessV2ScalingConfiguration');

function pause(sheet: Sheet, scaling: View): void {
  const least = scaling.get('MinCapacity').number();
  const name = 'deployment.database.pauseMs';
  if (least === 0) sheet.read(name, scaling.get('SecondsUntilAutoPause'), { scale: second, default: 300 });
  else if (typeof least === 'number') sheet.set(name, null, scaling.get('MinCapacity').place);
}

/** What a parameter group says, or else the guide's list. */
function connections(sheet: Sheet, template: Template, { properties }: Resource): void {
  const name = 'deployment.database.connectionsMax';
  const groups = properties.get('DBClusterParameterGroupName').references();
  const [group] = groups.map(({ id }) => template.get(id));
  const said = group?.properties.get('Parameters', 'max_connections');
  if (said && !said.isAbsent) {
    sheet.read(name, said);
    return;
  }
  if (properties.get('Engine').text() !== 'aurora-postgresql') return;
  const scaling = scalingOf(properties);
  const [least, most] = [scaling.get('MinCapacity').number(), scaling.get('MaxCapacity').number()];
  if (typeof least !== 'number' || typeof most !== 'number') return;
  const byCapacity = connectionsAt(most);
  const value = least <= unitsOfSmall ? Math.min(byCapacity, connectionsMaxOfSmall) : byCapacity;
  sheet.set(name, value, scaling.get('MaxCapacity').place, true);
}

function connectionsAt(units: number): number {
  const above = documented.findIndex(([known]) => known >= units);
  const [to, from] = [documented[above], documented[above - 1]];
  if (to === undefined) return connectionsMax;
  if (from === undefined) return to[1];
  return Math.floor(from[1] + ((units - from[0]) / (to[0] - from[0])) * (to[1] - from[1]));
}

/** The fewest addresses of a subnet that tasks are in; AWS keeps five of each. */
export function networkFacts(sheet: Sheet, template: Template, service: Resource): void {
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
    sheet.set('deployment.network.addressesPerSubnet', smallest.addresses, smallest.at.place);
}
