import type { Resource } from '../../models/cloudformation/resources.ts';
import type { Template } from '../../models/cloudformation/template.ts';
import type { DocumentedRule } from '../../types.ts';
import type { CloudFormationRuleSet } from './context.ts';

const example = (assign: string) => `Resources:
  Gateway: { Type: AWS::EC2::InternetGateway }
  Routes: { Type: AWS::EC2::RouteTable, Properties: { VpcId: vpc-1 } }
  Default:
    Type: AWS::EC2::Route
    Properties: { RouteTableId: !Ref Routes, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: vpc-1, CidrBlock: 10.0.0.0/24 } }
  Association:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: { SubnetId: !Ref Subnet, RouteTableId: !Ref Routes }
  Service:
    Type: AWS::ECS::Service
    Properties:
      LaunchType: FARGATE
      NetworkConfiguration:
        AwsvpcConfiguration: { AssignPublicIp: ${assign}, Subnets: [!Ref Subnet] }
`;

const taskReachesRegistry: DocumentedRule = {
  id: 'task-reaches-registry',
  severity: 'error',
  summary: 'A task has a way out of its subnet: a public address, a NAT gateway or VPC endpoints',
  rationale: 'tasks that never start: they can reach neither the registry of their image nor CloudWatch',
  fix: 'Set AssignPublicIp to ENABLED, or use subnets that route 0.0.0.0/0 to a NAT gateway.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html',
  fails: [{ name: 'template.yaml', text: example('DISABLED') }],
  passes: [{ name: 'template.yaml', text: example('ENABLED') }],
};

export const registryRules: CloudFormationRuleSet = {
  rules: [taskReachesRegistry],
  check({ deployment: { template } }, report) {
    if (template.ofType('AWS::EC2::VPCEndpoint').length > 0) return;
    for (const { properties } of template.ofType('AWS::ECS::Service')) {
      const network = properties.get('NetworkConfiguration', 'AwsvpcConfiguration');
      const address = network.get('AssignPublicIp');
      if (!network.isMap || !(address.isAbsent || address.text() === 'DISABLED')) continue;
      if (!template.isComplete(properties.place.file)) continue;
      for (const subnet of network.get('Subnets').items() ?? []) {
        const [found] = subnet.references().map(({ id }) => template.get(id));
        if (found?.type === 'AWS::EC2::Subnet' && hasOnlyInternetGateway(template, found)) {
          const name = found.properties.place.resource;
          report(
            taskReachesRegistry,
            subnet,
            `${name} routes to an internet gateway, which needs a public address`,
          );
          break;
        }
      }
    }
  },
};

/** Whether every default route of a subnet goes to an internet gateway: it is useless without a public address. */
function hasOnlyInternetGateway(template: Template, subnet: Resource): boolean {
  const tables = template
    .ofType('AWS::EC2::SubnetRouteTableAssociation')
    .filter(({ properties }) =>
      properties
        .get('SubnetId')
        .references()
        .some(({ id }) => id === subnet.id),
    )
    .flatMap(({ properties }) =>
      properties
        .get('RouteTableId')
        .references()
        .map(({ id }) => id),
    );
  const routes = template.ofType('AWS::EC2::Route').filter(
    ({ properties }) =>
      properties.get('DestinationCidrBlock').text() === '0.0.0.0/0' &&
      properties
        .get('RouteTableId')
        .references()
        .some(({ id }) => tables.includes(id)),
  );
  return routes.length > 0 && routes.every(({ properties }) => !properties.get('GatewayId').isAbsent);
}
