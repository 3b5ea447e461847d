import { contractOf } from '../../container/program.ts';
import { Sheet } from '../../parse/fact-builder.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Way } from '../../source.ts';
import { type Integration, integrationsOf } from './api-gateway.ts';
import type { Balancer, Deployment, Origin } from './deployment.ts';
import { databaseFacts, networkFacts } from './facts/data.ts';
import { absentFacts } from './facts/defaults.ts';
import { edgeFacts } from './facts/edge.ts';
import { groupFacts } from './facts/group.ts';
import {
  balancedFacts,
  functionIn,
  gatewayFacts,
  judgedBehindGateway,
  warnedBehindGateway,
} from './facts/lambda.ts';
import { rolloutFacts } from './facts/rollout.ts';
import { type Role, serviceFacts, taskFacts } from './facts/service.ts';
import type { Resource } from './resources.ts';
import { type Task, taskOf } from './task.ts';

/** Ways of one template; more are not looked at. */
const waysMax = 300;

interface Entrance {
  readonly balancer: Balancer;
  readonly origin: Origin | null;
  readonly group: Resource;
}

/** Every way through a deployment: each service with each origin that leads to it, and functions behind balancers. */
export function waysOf(deployment: Deployment): Way[] {
  const { template } = deployment;
  const tasks = template.ofType('AWS::ECS::Service').map((service) => taskOf(template, service));
  const services = tasks.flatMap((task) => ofService(deployment, task));
  const functions = template
    .ofType('AWS::ElasticLoadBalancingV2::TargetGroup')
    .flatMap((group) => ofFunction(deployment, group));
  const behind = integrationsOf(template).map((one) => ofGateway(deployment, one));
  return [...shared(services), ...functions, ...behind].slice(0, waysMax);
}

interface Walked extends Way {
  readonly role: Role;
}

function ofService(deployment: Deployment, task: Task): Walked[] {
  const { service } = task;
  const entrances = (service.properties.get('LoadBalancers').items() ?? []).flatMap((entry) =>
    entrancesOf(
      deployment,
      entry
        .get('TargetGroupArn')
        .references()
        .map(({ id }) => id),
    ),
  );
  const said = task.environment.get('ROSTRUM_ROLE')?.text();
  const role: Role =
    said === 'worker' || (said === undefined && service.properties.get('LoadBalancers').items()?.length === 0)
      ? 'worker'
      : 'web';
  const own = new Sheet();
  taskFacts(own, task, role);
  serviceFacts(own, deployment.template, task, role);
  rolloutFacts(own, deployment.template, task);
  networkFacts(own, deployment.template, service);
  databaseFacts(own, deployment.template, [service.id]);
  const contract = contractOf(task.environment);
  if (contract === null) absentFacts(own, deployment.template, task, role);
  const name = service.properties.place.resource;
  if (entrances.length === 0) return [{ name, facts: own.facts, contract, role }];
  return entrances.map((entrance) => {
    const sheet = enter(deployment, entrance);
    sheet.addMissing(own.facts);
    return { name: nameOf(name, entrance), facts: sheet.facts, contract, role };
  });
}

function ofFunction(deployment: Deployment, group: Resource): Way[] {
  if (group.properties.get('TargetType').text() !== 'lambda') return [];
  const found = functionIn(deployment.template, group.properties.get('Targets'));
  if (found === null) return [];
  return entrancesOf(deployment, [group.id]).map((entrance) => {
    const sheet = enter(deployment, entrance);
    balancedFacts(sheet, found);
    databaseFacts(sheet, deployment.template, [found.id]);
    const name = nameOf(found.properties.place.resource, entrance);
    return { name, facts: sheet.facts, contract: contractOf(variablesOf(found)) };
  });
}

function ofGateway({ template }: Deployment, integration: Integration): Way {
  const { api, function: found } = integration;
  const sheet = new Sheet();
  gatewayFacts(sheet, integration);
  databaseFacts(sheet, template, [found.id]);
  const name = `${api} → ${found.properties.place.resource}`;
  return {
    name,
    facts: sheet.facts,
    contract: contractOf(variablesOf(found)),
    judgedBy: judgedBehindGateway,
    warnedOf: warnedBehindGateway(sheet),
  };
}

function variablesOf({ properties }: Resource): ReadonlyMap<string, View> {
  const variables = properties.get('Environment', 'Variables');
  return new Map(variables.keys().map((key) => [key, variables.get(key)]));
}

function entrancesOf({ template, balancersOf }: Deployment, groups: readonly string[]): Entrance[] {
  return groups.flatMap((id) => {
    const group = template.get(id);
    if (group === undefined) return [];
    return balancersOf(id).flatMap((balancer): Entrance[] =>
      balancer.origins.length === 0
        ? [{ balancer, origin: null, group }]
        : balancer.origins.map((origin) => ({ balancer, origin, group })),
    );
  });
}

function enter({ template }: Deployment, { balancer, origin, group }: Entrance): Sheet {
  const sheet = new Sheet();
  edgeFacts(sheet, template, balancer, origin);
  groupFacts(sheet, group);
  const groups = [...balancer.groups].map((id) => template.get(id)?.properties.get('TargetType').text());
  if (!groups.includes('lambda'))
    sheet.set('deployment.function.enabled', 0, balancer.resource.properties.place, true);
  return sheet;
}

function nameOf(service: string, { balancer, origin }: Entrance): string {
  const before = balancer.resource.properties.place.resource;
  if (origin === null) return `${before} → ${service}`;
  const edge = origin.distribution.properties.place.resource;
  return `${edge} (${origin.origin.get('Id').text() ?? 'origin'}) → ${before} → ${service}`;
}

/** Where our own program is both web and worker, each knows how many there are of the other. */
function shared(walked: readonly Walked[]): Way[] {
  const ours = walked.filter(({ contract }) => contract !== null);
  return walked.map((way) => {
    if (way.contract === null) return way;
    const facts = new Map(way.facts);
    for (const other of ours.filter(({ role }) => role !== way.role))
      for (const [name, found] of other.facts)
        if (name.startsWith(`deployment.${other.role}.`) && !facts.has(name)) facts.set(name, found);
    return { name: way.name, facts, contract: way.contract };
  });
}
