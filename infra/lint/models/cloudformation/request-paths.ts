import { deployedContract } from '../../container/program.ts';
import { addServerTimes } from '../../container/server-times.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import { FactBuilder } from '../../parse/fact-builder.ts';
import type { RequestPath } from '../../types.ts';
import { collectIntegrations, type Integration } from './api-gateway.ts';
import type { Balancer, CdnOrigin, Deployment } from './deployment.ts';
import { addDatabaseFacts, addNetworkFacts } from './facts/data.ts';
import { addAbsentFacts } from './facts/defaults.ts';
import { addEdgeFacts } from './facts/edge.ts';
import { addTargetGroupFacts } from './facts/group.ts';
import {
  addBalancedFunctionFacts,
  addGatewayFacts,
  applicableBehindGateway,
  downgradedBehindGateway,
} from './facts/lambda.ts';
import { addRolloutFacts } from './facts/rollout.ts';
import { addServiceFacts, addTaskFacts, type EcsServiceRole } from './facts/service.ts';
import { findFunction } from './lambda-reference.ts';
import type { Resource } from './resources.ts';
import type { EcsTask } from './task.ts';
import { readTaskProgram } from './task-program.ts';

/** Bounds the work for one template. */
const requestPathsMax = 300;

interface EntryPoint {
  readonly balancer: Balancer;
  readonly origin: CdnOrigin | null;
  readonly group: Resource;
}

/** Every request path: each service with each of its origins, and functions behind load balancers and API Gateway. */
export function collectTemplatePaths(deployment: Deployment): RequestPath[] {
  const { template, tasks } = deployment;
  const services = tasks.flatMap((task) => collectServicePaths(deployment, task));
  const functions = template.groups.flatMap((group) => collectFunctionPaths(deployment, group));
  const gatewayPaths = collectIntegrations(template).map((one) => buildGatewayPath(deployment, one));
  return [...shareTaskCounts(services), ...functions, ...gatewayPaths].slice(0, requestPathsMax);
}

interface RolePath extends RequestPath {
  readonly role: EcsServiceRole;
}

function collectServicePaths(deployment: Deployment, task: EcsTask): RolePath[] {
  const { service } = task;
  const entryPoints = service.properties
    .get('LoadBalancers')
    .list()
    .flatMap((entry) =>
      collectEntryPoints(
        deployment,
        entry
          .get('TargetGroupArn')
          .references()
          .map(({ id }) => id),
      ),
    );
  const roleName = task.environment.get('ROSTRUM_ROLE')?.text();
  const role: EcsServiceRole =
    roleName === 'worker' ||
    (roleName === undefined && service.properties.get('LoadBalancers').items()?.length === 0)
      ? 'worker'
      : 'web';
  const serviceBuilder = new FactBuilder();
  addTaskFacts(serviceBuilder, task, role);
  addServiceFacts(serviceBuilder, deployment.template, task, role);
  addRolloutFacts(serviceBuilder, deployment.template, task);
  addNetworkFacts(serviceBuilder, deployment.template, service);
  addDatabaseFacts(serviceBuilder, deployment.template, [service.id]);
  const contract = deployedContract(task.environment);
  const program = readTaskProgram(task);
  if (contract === null) addAbsentFacts(serviceBuilder, deployment.template, task, role);
  if (contract === null && program !== null) addServerTimes(serviceBuilder, program);
  const name = service.properties.place.resource;
  if (entryPoints.length === 0) return [{ name, facts: serviceBuilder.facts, contract, role }];
  return entryPoints.map((entryPoint) => {
    const builder = addEntryFacts(deployment, entryPoint);
    builder.addMissing(serviceBuilder.facts);
    return { name: pathName(name, entryPoint), facts: builder.facts, contract, role };
  });
}

function collectFunctionPaths(deployment: Deployment, group: Resource): RequestPath[] {
  if (group.properties.get('TargetType').text() !== 'lambda') return [];
  const lambda = findFunction(deployment.template, group.properties.get('Targets'));
  if (lambda === null) return [];
  return collectEntryPoints(deployment, [group.id]).map((entryPoint) => {
    const builder = addEntryFacts(deployment, entryPoint);
    addBalancedFunctionFacts(builder, deployment.template, lambda);
    addDatabaseFacts(builder, deployment.template, [lambda.id]);
    const name = pathName(lambda.properties.place.resource, entryPoint);
    const contract = deployedContract(readVariables(lambda));
    return {
      name,
      facts: builder.facts,
      contract,
      ...(contract === null ? { downgradedInvariants: downgradedBehindGateway(builder) } : {}),
    };
  });
}

function buildGatewayPath({ template }: Deployment, integration: Integration): RequestPath {
  const { api, function: lambda } = integration;
  const builder = new FactBuilder();
  addGatewayFacts(builder, template, integration);
  addDatabaseFacts(builder, template, [lambda.id]);
  const name = `${api} → ${lambda.properties.place.resource}`;
  return {
    name,
    facts: builder.facts,
    contract: deployedContract(readVariables(lambda)),
    applicableInvariants: applicableBehindGateway,
    downgradedInvariants: downgradedBehindGateway(builder),
  };
}

function readVariables({ properties }: Resource): ReadonlyMap<string, ConfigNode> {
  const variables = properties.get('Environment', 'Variables');
  return new Map(variables.keys().map((key) => [key, variables.get(key)]));
}

function collectEntryPoints({ template, balancersOf }: Deployment, groups: readonly string[]): EntryPoint[] {
  return groups.flatMap((id) => {
    const group = template.get(id);
    if (group === undefined) return [];
    return balancersOf(id).flatMap((balancer): EntryPoint[] =>
      balancer.origins.length === 0
        ? [{ balancer, origin: null, group }]
        : balancer.origins.map((origin) => ({ balancer, origin, group })),
    );
  });
}

function addEntryFacts({ template }: Deployment, { balancer, origin, group }: EntryPoint): FactBuilder {
  const builder = new FactBuilder();
  addEdgeFacts(builder, template, balancer, origin);
  addTargetGroupFacts(builder, group);
  const groups = [...balancer.groups].map((id) => template.get(id)?.properties.get('TargetType').text());
  if (!groups.includes('lambda'))
    builder.set('deployment.function.enabled', 0, balancer.resource.properties.place, true);
  return builder;
}

function pathName(service: string, { balancer, origin }: EntryPoint): string {
  const balancerName = balancer.resource.properties.place.resource;
  if (origin === null) return `${balancerName} → ${service}`;
  const edge = origin.distribution.properties.place.resource;
  return `${edge} (${origin.origin.get('Id').text() ?? 'origin'}) → ${balancerName} → ${service}`;
}

/** Adds the task counts of Rostrum's other role to each path: pools and addresses are shared. */
function shareTaskCounts(rolePaths: readonly RolePath[]): RequestPath[] {
  const rostrumPaths = rolePaths.filter(({ contract }) => contract !== null);
  return rolePaths.map((requestPath) => {
    if (requestPath.contract === null) return requestPath;
    const facts = new Map(requestPath.facts);
    for (const other of rostrumPaths.filter(({ role }) => role !== requestPath.role))
      for (const [name, fact] of other.facts)
        if (name.startsWith(`deployment.${other.role}.`) && !facts.has(name)) facts.set(name, fact);
    return { name: requestPath.name, facts, contract: requestPath.contract };
  });
}
