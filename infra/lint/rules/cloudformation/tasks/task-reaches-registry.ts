import type { Resource } from '../../../models/cloudformation/resources.ts';
import type { Template } from '../../../models/cloudformation/template.ts';
import { cloudFormationRule } from '../../../rule.ts';

export const taskReachesRegistry = cloudFormationRule({
  id: 'task-reaches-registry',
  severity: 'error',
  summary: 'A task has a way out of its subnet: a public address, a NAT gateway or VPC endpoints',
  rationale: 'tasks that never start: they can reach neither the registry of their image nor CloudWatch',
  fix: 'Set AssignPublicIp to ENABLED, or use subnets that route 0.0.0.0/0 to a NAT gateway.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html',
  check({ template }, report) {
    if (template.ofType('AWS::EC2::VPCEndpoint').length > 0) return;
    for (const { properties } of template.services) {
      const network = properties.get('NetworkConfiguration', 'AwsvpcConfiguration');
      const address = network.get('AssignPublicIp');
      if (!network.isMap || !(address.isAbsent || address.text() === 'DISABLED')) continue;
      if (!template.isComplete(properties.place.file)) continue;
      const subnets = network.get('Subnets').list();
      const found = subnets.find((node) => hasOnlyInternetGateway(template, template.target(node)));
      if (found)
        report(
          found,
          `${template.target(found)?.name} routes to an internet gateway, which needs a public address`,
        );
    }
  },
});

/** Whether every default route of a subnet goes to an internet gateway: it is useless without a public address. */
function hasOnlyInternetGateway(template: Template, subnet: Resource | undefined): boolean {
  if (subnet?.type !== 'AWS::EC2::Subnet') return false;
  const tables = template
    .ofType('AWS::EC2::SubnetRouteTableAssociation')
    .filter(({ properties }) => properties.get('SubnetId').refersTo(subnet.id))
    .flatMap(({ properties }) => properties.get('RouteTableId').references());
  const routes = template
    .ofType('AWS::EC2::Route')
    .map(({ properties }) => properties)
    .filter(
      (route) =>
        route.get('DestinationCidrBlock').text() === '0.0.0.0/0' &&
        tables.some(({ id }) => route.get('RouteTableId').refersTo(id)),
    );
  const isToInternet = (route: (typeof routes)[number]) =>
    template.target(route.get('GatewayId'))?.type === 'AWS::EC2::InternetGateway';
  return routes.length > 0 && routes.every(isToInternet);
}
