import { defaultRouteOf, interfaceEndpoints } from '../../../models/cloudformation/subnet-routes.ts';
import type { EcsTask } from '../../../models/cloudformation/task.ts';
import type { Template } from '../../../models/cloudformation/template.ts';
import type { ConfigNode } from '../../../parse/config-node.ts';
import { PartialText } from '../../../parse/resolved.ts';
import { cloudFormationRule } from '../../../rule.ts';

export const privateTaskHasEndpoints = cloudFormationRule({
  id: 'private-task-has-endpoints',
  severity: 'error',
  summary: 'A task that reaches only VPC endpoints has one for every AWS service that it uses',
  rationale: 'tasks that do not start, or that wait for a service until they time out',
  fix: 'Add an AWS::EC2::VPCEndpoint for the service, or a route to a NAT gateway.',
  source: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html',
  check({ template, tasks }, report) {
    // Without any, task-reaches-registry says so.
    if (interfaceEndpoints(template).length === 0) return;
    const endpoints = template.ofType('AWS::EC2::VPCEndpoint');
    const names = endpoints.map(({ properties }) => knownParts(properties.get('ServiceName')).at(-1) ?? '');
    if (names.includes('')) return;
    const hasEndpoint = (service: string) => names.some((name) => name.endsWith(`.${service}`));
    for (const task of tasks) {
      const network = task.properties.get('NetworkConfiguration', 'AwsvpcConfiguration');
      const node = network.get('Subnets');
      const subnets = node.list();
      if (subnets.length === 0 || !template.isComplete(task.properties.place.file)) continue;
      const routes = subnets.map((one) => defaultRouteOf(template, template.target(one)));
      if (
        !routes.every((route) => route === 'none' || (route === 'internet gateway' && hasNoAddress(network)))
      )
        continue;
      const missing = servicesOf(template, task).filter((service) => !hasEndpoint(service));
      if (missing.length > 0) report(node, `its subnets have no endpoint for ${missing.join(', ')}`);
    }
  },
});

/** Without a public address, an internet gateway leads nowhere. */
function hasNoAddress(network: ConfigNode): boolean {
  const address = network.get('AssignPublicIp');
  return address.isAbsent || address.text() === 'DISABLED';
}

/** The services that a task surely uses, by the last part of the names of their endpoints. */
function servicesOf(template: Template, { definition, container }: EcsTask): string[] {
  if (definition === null || container === null) return [];
  const options = container.get('LogConfiguration');
  const secrets = container.get('Secrets').list();
  return [
    // Layers of images come from S3.
    ...(knownParts(container.get('Image')).some((part) => part.includes('.dkr.ecr.'))
      ? ['ecr.api', 'ecr.dkr', 's3']
      : []),
    ...(options.get('LogDriver').text() === 'awslogs' ? ['logs'] : []),
    ...(secrets.length > 0 && !secrets.some((one) => /:ssm:|parameter\//.test(one.get('ValueFrom').string()))
      ? ['secretsmanager']
      : []),
    ...(callsBedrock(template, definition.properties.get('TaskRoleArn').references())
      ? ['bedrock-runtime']
      : []),
  ];
}

/** The parts of a text that are known before the deployment; the others are empty. */
function knownParts({ value }: ConfigNode): string[] {
  const parts = value instanceof PartialText ? value.parts : [value];
  return parts.map((part) => (typeof part === 'string' ? part : ''));
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
