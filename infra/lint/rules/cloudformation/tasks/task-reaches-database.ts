import type { Resource } from '../../../models/cloudformation/resources.ts';
import type { Template } from '../../../models/cloudformation/template.ts';
import type { ConfigNode } from '../../../parse/config-node.ts';
import { cloudFormationRule } from '../../../rule.ts';

export const taskReachesDatabase = cloudFormationRule({
  id: 'task-reaches-database',
  severity: 'error',
  summary: 'The security group of a database admits the tasks that use it',
  rationale: 'tasks that cannot connect to their database: every connection times out',
  fix: 'Add an ingress rule with the security group of the tasks as its source.',
  source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html',
  check({ template }, report) {
    const databases = template.ofType('AWS::RDS::DBInstance', 'AWS::RDS::DBCluster');
    for (const { id, properties } of template.services) {
      const node = properties.get('NetworkConfiguration', 'AwsvpcConfiguration', 'SecurityGroups');
      const own = groupsIn(template, node);
      if (own === null || !template.isComplete(properties.place.file)) continue;
      const reached = template.reachableFrom(id, 2);
      for (const database of databases)
        if (reached.has(database.id) && !admits(template, database, own))
          report(node, `no ingress rule of ${database.name} admits the security group of these tasks`);
    }
  },
});

/** The security groups of the template that a list refers to; null when it has others. */
function groupsIn(template: Template, list: ConfigNode): readonly Resource[] | null {
  const groups = list.list().map((item) => template.target(item));
  const known = groups.filter((group) => group?.type === 'AWS::EC2::SecurityGroup');
  return groups.length === 0 || known.length < groups.length
    ? null
    : known.filter((one) => one !== undefined);
}

/** Whether some ingress rule may admit one of the groups; a rule with any other source may. */
function admits(template: Template, { properties }: Resource, own: readonly Resource[]): boolean {
  const key = properties.get('VPCSecurityGroups').isAbsent ? 'VpcSecurityGroupIds' : 'VPCSecurityGroups';
  const groups = groupsIn(template, properties.get(key));
  if (groups === null) return true;
  const isOf = (all: readonly Resource[], id: string) => all.some((one) => one.id === id);
  const rules = [
    ...groups.flatMap((group) => group.properties.get('SecurityGroupIngress').list()),
    ...template
      .ofType('AWS::EC2::SecurityGroupIngress')
      .map((one) => one.properties)
      .filter((rule) => groups.some(({ id }) => rule.get('GroupId').refersTo(id))),
  ];
  const sharesGroup = own.some(({ id }) => isOf(groups, id));
  return rules.some((rule) => {
    const sources = rule.get('SourceSecurityGroupId').references();
    return (
      sources.length === 0 || sources.some(({ id }) => isOf(own, id) || (sharesGroup && isOf(groups, id)))
    );
  });
}
