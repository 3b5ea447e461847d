import type { Resource } from '../../models/cloudformation/resources.ts';
import type { Template } from '../../models/cloudformation/template.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import type { DocumentedRule } from '../../types.ts';
import type { CloudFormationRuleSet } from './context.ts';

const example = (source: string) => `Resources:
  TaskGroup: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: tasks } }
  OtherGroup: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: others } }
  DatabaseGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: database
      SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: !Ref ${source} }]
  Database: { Type: AWS::RDS::DBInstance, Properties: { VPCSecurityGroups: [!Ref DatabaseGroup] } }
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - { Name: app, Environment: [{ Name: DB_HOST, Value: !GetAtt Database.Endpoint.Address }] }
  Service:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Task
      NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: [!Ref TaskGroup], Subnets: [subnet-1] } }
`;

const taskReachesDatabase: DocumentedRule = {
  id: 'task-reaches-database',
  severity: 'error',
  summary: 'The security group of a database admits the tasks that use it',
  rationale: 'tasks that cannot connect to their database: every connection times out',
  fix: 'Add an ingress rule with the security group of the tasks as its source.',
  source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html',
  fails: [{ name: 'template.yaml', text: example('OtherGroup') }],
  passes: [{ name: 'template.yaml', text: example('TaskGroup') }],
};

const databaseTypes = ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'];

export const databaseAccessRules: CloudFormationRuleSet = {
  rules: [taskReachesDatabase],
  check({ deployment: { template } }, report) {
    const databases = template.ofType(...databaseTypes);
    for (const service of template.ofType('AWS::ECS::Service')) {
      const node = service.properties.get('NetworkConfiguration', 'AwsvpcConfiguration', 'SecurityGroups');
      const own = groupsIn(template, node);
      if (own === null || !template.isComplete(service.properties.place.file)) continue;
      const reached = template.reachableFrom(service.id, 2);
      for (const database of databases) {
        if (!reached.has(database.id) || admits(template, database, own)) continue;
        const name = database.properties.place.resource;
        report(
          taskReachesDatabase,
          node,
          `no ingress rule of ${name} admits the security group of these tasks`,
        );
      }
    }
  },
};

/** The security groups of the template that a list refers to; null when it has others. */
function groupsIn(template: Template, list: ConfigNode): readonly Resource[] | null {
  const items = list.items() ?? [];
  const groups = items.map((item) => item.references().map(({ id }) => template.get(id))[0]);
  const known = groups.filter((group) => group?.type === 'AWS::EC2::SecurityGroup');
  return items.length === 0 || known.length < items.length ? null : known.filter((one) => one !== undefined);
}

/** Whether some ingress rule may admit one of the groups; a rule with any other source may. */
function admits(template: Template, { properties }: Resource, own: readonly Resource[]): boolean {
  const key = properties.get('VPCSecurityGroups').isAbsent ? 'VpcSecurityGroupIds' : 'VPCSecurityGroups';
  const groups = groupsIn(template, properties.get(key));
  if (groups === null) return true;
  const ids = new Set(groups.map(({ id }) => id));
  const separate = template
    .ofType('AWS::EC2::SecurityGroupIngress')
    .filter((one) =>
      one.properties
        .get('GroupId')
        .references()
        .some(({ id }) => ids.has(id)),
    )
    .map((one) => one.properties);
  const rules = [
    ...groups.flatMap((group) => group.properties.get('SecurityGroupIngress').items() ?? []),
    ...separate,
  ];
  return rules.some((rule) => {
    const sources = rule.get('SourceSecurityGroupId').references();
    return (
      sources.length === 0 ||
      sources.some(
        ({ id }) => own.some((one) => one.id === id) || (ids.has(id) && own.some((one) => ids.has(one.id))),
      )
    );
  });
}
