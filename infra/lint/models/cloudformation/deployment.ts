import type { ConfigNode } from '../../parse/config-node.ts';
import type { RequestPath } from '../../types.ts';
import type { Resource } from './resources.ts';
import { collectStandaloneTasks, type EcsTask, readTask } from './task.ts';
import type { Template } from './template.ts';

/** A CloudFront origin of a load balancer. */
export interface CdnOrigin {
  readonly distribution: Resource;
  readonly origin: ConfigNode;
}

/** A load balancer, the target groups of its listeners and rules, and its CloudFront origins. */
export interface Balancer {
  readonly resource: Resource;
  readonly listeners: readonly Resource[];
  readonly rules: readonly Resource[];
  readonly groups: ReadonlySet<string>;
  readonly origins: readonly CdnOrigin[];
}

/** What the rules for CloudFormation check: the load balancers and the tasks of the templates. */
export interface CloudFormationModel extends Deployment {
  readonly requestPaths: readonly RequestPath[];
}

export interface Deployment {
  readonly template: Template;
  readonly balancers: readonly Balancer[];
  /** The tasks of services, and those that run without one. */
  readonly tasks: readonly EcsTask[];
  readonly standaloneTasks: readonly EcsTask[];
  /** The load balancers in front of a target group. */
  readonly balancersOf: (group: string) => readonly Balancer[];
}

const elb = 'AWS::ElasticLoadBalancingV2';

export function createDeployment(template: Template): Deployment {
  const origins = template.ofType('AWS::CloudFront::Distribution').flatMap((distribution) =>
    distribution.properties
      .get('DistributionConfig', 'Origins')
      .list()
      .map((origin) => ({
        distribution,
        origin,
        targets: originTargets(template, origin),
      })),
  );
  const balancers = template
    .ofType(`${elb}::LoadBalancer`)
    .filter(({ properties }) => ['application', null].includes(properties.get('Type').text()))
    .map((resource): Balancer => {
      const listeners = template
        .ofType(`${elb}::Listener`)
        .filter(({ properties }) => properties.get('LoadBalancerArn').refersTo(resource.id));
      const rules = template
        .ofType(`${elb}::ListenerRule`)
        .filter(({ properties }) => listeners.some(({ id }) => properties.get('ListenerArn').refersTo(id)));
      return {
        resource,
        listeners,
        rules,
        groups: new Set([
          ...listeners.flatMap(({ properties }) => referencedIds(properties.get('DefaultActions'))),
          ...rules.flatMap(({ properties }) => referencedIds(properties.get('Actions'))),
        ]),
        origins: origins.filter(({ targets }) => targets.has(resource.id)),
      };
    });
  return {
    template,
    balancers,
    tasks: template.services.map((service) => readTask(template, service)),
    standaloneTasks: collectStandaloneTasks(template),
    balancersOf: (group) => balancers.filter(({ groups }) => groups.has(group)),
  };
}

const referencedIds = (node: ConfigNode): string[] => node.references().map(({ id }) => id);

/** The targets of an origin: by its domain name, or through its VPC origin. */
function originTargets(template: Template, origin: ConfigNode): ReadonlySet<string> {
  return new Set([
    ...referencedIds(origin.get('DomainName')),
    ...aliasTargets(template, origin.get('DomainName')),
    ...template
      .targets(origin.get('VpcOriginConfig'))
      .flatMap(({ properties }) => referencedIds(properties.get('VpcOriginEndpointConfig', 'Arn'))),
  ]);
}

/** The alias targets of a custom domain name whose record is in the template. */
function aliasTargets(template: Template, domain: ConfigNode): string[] {
  const { value } = domain;
  if (typeof value !== 'string') return [];
  const bare = (name: unknown) => (typeof name === 'string' ? name.replace(/\.$/, '') : null);
  return template
    .ofType('AWS::Route53::RecordSet')
    .filter(({ properties }) => bare(properties.get('Name').value) === bare(value))
    .flatMap(({ properties }) => referencedIds(properties.get('AliasTarget', 'DNSName')));
}
