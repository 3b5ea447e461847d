import type { View } from '../../parse/value-ref.ts';
import type { Resource } from './resources.ts';
import type { Template } from './template.ts';

/** An origin of a content network that leads to a balancer. */
export interface Origin {
  readonly distribution: Resource;
  readonly origin: View;
}

/** A balancer, the groups that its listeners and rules send to, and the origins that lead to it. */
export interface Balancer {
  readonly resource: Resource;
  readonly listeners: readonly Resource[];
  readonly rules: readonly Resource[];
  readonly groups: ReadonlySet<string>;
  readonly origins: readonly Origin[];
}

/** How the resources of a template belong together. */
export interface Deployment {
  readonly template: Template;
  readonly balancers: readonly Balancer[];
  /** The balancers that send to a target group. */
  readonly balancersOf: (group: string) => readonly Balancer[];
}

const elb = 'AWS::ElasticLoadBalancingV2';

export function createDeployment(template: Template): Deployment {
  const origins = template.ofType('AWS::CloudFront::Distribution').flatMap((distribution) =>
    (distribution.properties.get('DistributionConfig', 'Origins').items() ?? []).map((origin) => ({
      distribution,
      origin,
      leadsTo: targetsOf(template, origin),
    })),
  );
  const balancers = template
    .ofType(`${elb}::LoadBalancer`)
    .filter(({ properties }) => ['application', null].includes(properties.get('Type').text()))
    .map((resource): Balancer => {
      const listeners = template
        .ofType(`${elb}::Listener`)
        .filter(({ properties }) => speaksOf(properties.get('LoadBalancerArn'), [resource.id]));
      const listenerIds = listeners.map(({ id }) => id);
      const rules = template
        .ofType(`${elb}::ListenerRule`)
        .filter(({ properties }) => speaksOf(properties.get('ListenerArn'), listenerIds));
      return {
        resource,
        listeners,
        rules,
        groups: new Set([
          ...listeners.flatMap(({ properties }) => idsIn(properties.get('DefaultActions'))),
          ...rules.flatMap(({ properties }) => idsIn(properties.get('Actions'))),
        ]),
        origins: origins.filter(({ leadsTo }) => leadsTo.has(resource.id)),
      };
    });
  return {
    template,
    balancers,
    balancersOf: (group) => balancers.filter(({ groups }) => groups.has(group)),
  };
}

const idsIn = (view: View): string[] => view.references().map(({ id }) => id);

const speaksOf = (view: View, ids: readonly string[]): boolean =>
  view.references().some(({ id }) => ids.includes(id));

/** What an origin leads to: by its domain name, or through the VPC origin that it names. */
function targetsOf(template: Template, origin: View): ReadonlySet<string> {
  const vpcOrigins = idsIn(origin.get('VpcOriginConfig'));
  return new Set([
    ...idsIn(origin.get('DomainName')),
    ...namedBy(template, origin.get('DomainName')),
    ...vpcOrigins.flatMap((id) => {
      const found = template.get(id);
      return found ? idsIn(found.properties.get('VpcOriginEndpointConfig', 'Arn')) : [];
    }),
  ]);
}

/** What a name of one's own stands for, where its record is in the template. */
function namedBy(template: Template, domain: View): string[] {
  const { value } = domain;
  if (typeof value !== 'string') return [];
  const bare = (name: unknown) => (typeof name === 'string' ? name.replace(/\.$/, '') : null);
  return template
    .ofType('AWS::Route53::RecordSet')
    .filter(({ properties }) => bare(properties.get('Name').value) === bare(value))
    .flatMap(({ properties }) => idsIn(properties.get('AliasTarget', 'DNSName')));
}
