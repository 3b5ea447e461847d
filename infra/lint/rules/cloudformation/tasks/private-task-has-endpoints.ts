import { defaultRouteOf, interfaceEndpoints } from '../../../models/cloudformation/subnet-routes.ts';
import type { EcsTask } from '../../../models/cloudformation/task.ts';
import type { Template } from '../../../models/cloudformation/template.ts';
import { cloudFormationRule } from '../../../rule.ts';

export const privateTaskHasEndpoints = cloudFormationRule({
  id: 'private-task-has-endpoints',
  severity: 'error',
  summary: 'A task that reaches only VPC endpoints has one for every AWS service that it uses',
  rationale: 'tasks that do not start, or that wait for a service until they time out',
  fix: 'Add an AWS::EC2::VPCEndpoint for the service, or a route to a NAT gateway.',
  source: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html',
  check({ template, tasks }, report) {
    const names = interfaceEndpoints(template).map(({ properties }) => properties.get('ServiceName').text());
    // Without any, task-reaches-registry says so.
    if (names.length === 0 || names.includes(null)) return;
    const hasEndpoint = (service: string) => names.some((name) => name?.endsWith(`.${service}`));
    for (const task of tasks) {
      const node = task.properties.get('NetworkConfiguration', 'AwsvpcConfiguration', 'Subnets');
      const subnets = node.list();
      if (subnets.length === 0 || !template.isComplete(task.properties.place.file)) continue;
      if (subnets.some((one) => defaultRouteOf(template, template.target(one)) !== 'none')) continue;
      const missing = servicesOf(template, task).filter((service) => !hasEndpoint(service));
      if (missing.length > 0) report(node, `its subnets have no endpoint for ${missing.join(', ')}`);
    }
  },
});

/** The services that a task surely uses, by the last part of the names of their endpoints. */
function servicesOf(template: Template, { definition, container }: EcsTask): string[] {
  if (definition === null || container === null) return [];
  const options = container.get('LogConfiguration');
  const secrets = container.get('Secrets').list();
  return [
    ...(options.get('LogDriver').text() === 'awslogs' ? ['logs'] : []),
    ...(secrets.length > 0 && !secrets.some((one) => /:ssm:|parameter\//.test(one.get('ValueFrom').string()))
      ? ['secretsmanager']
      : []),
    ...(callsBedrock(template, definition.properties.get('TaskRoleArn').references())
      ? ['bedrock-runtime']
      : []),
  ];
}

const callsBedrock = (template: Template, roles: readonly { readonly id: string }[]): boolean =>
  template
    .ofType('AWS::IAM::Policy')
    .filter(({ properties }) => roles.some(({ id }) => properties.get('Roles').refersTo(id)))
    .some(({ properties }) =>
      properties
        .get('PolicyDocument', 'Statement')
        .list()
        .flatMap((statement) => [statement.get('Action').string(), ...listOf(statement.get('Action'))])
        .some((action) => action.startsWith('bedrock:Invoke')),
    );

const listOf = (node: {
  readonly value: unknown;
  readonly list: () => { readonly string: () => string }[];
}) => (Array.isArray(node.value) ? node.list().map((item) => item.string()) : []);
