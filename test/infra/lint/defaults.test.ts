import { expect, test } from 'vitest';
import { audit } from '../../../infra/lint/lint.ts';
import { asMarkdown } from '../../../infra/lint/reporters/markdown.ts';
import { asSarif } from '../../../infra/lint/reporters/sarif.ts';
import { asText } from '../../../infra/lint/reporters/text.ts';
import { auditOf } from './support/template-with.ts';

const distribution = (origin: string) => `
Resources:
  Edge:
    Type: AWS::CloudFront::Distribution
    Properties: { DistributionConfig: { Origins: [{ Id: a, DomainName: a.example, ${origin} }] } }
`;
const resource = (type: string, properties = '') =>
  `Resources: { A: { Type: ${type}, Properties: { ${properties} } } }\n`;
const object = (kind: string, spec = '') =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: { name: a }\nspec: { ${spec} }\n`;
const idleOf = (text: string) => audit({ files: [{ name: 'a.yaml', text }] }).idle;

const template =
  'Nothing in a.yaml is judged: it has no service, task, function, balancer, serverless database, or origin of ' +
  'a program';
const objects =
  'Nothing in a.yaml is judged: it has no workload, Service, Ingress, route, scaler, budget or policy';

test.each([
  ['a network', resource('AWS::EC2::VPC', 'CidrBlock: 10.0.0.0/16'), template],
  ['a group of machines', resource('AWS::AutoScaling::AutoScalingGroup', "MaxSize: '1'"), template],
  ['an edge before files', distribution('S3OriginConfig: {}'), template],
  ['what Kustomize reads', object('Kustomization'), objects],
  ['what only declares', 'volumes: { data: }\n', 'Nothing in a.yaml is judged: it has no service'],
])('of a file with %s alone it is said that nothing is judged', (_, text, sentence) =>
  expect(idleOf(text)).toEqual([sentence]),
);

test.each([
  ['a service', resource('AWS::ECS::Service')],
  ['a task', resource('AWS::ECS::TaskDefinition')],
  ['a function', resource('AWS::Lambda::Function')],
  ['a balancer', resource('AWS::ElasticLoadBalancingV2::LoadBalancer')],
  ['a database', resource('AWS::RDS::DBCluster')],
  ['an edge before a program', distribution('CustomOriginConfig: { OriginProtocolPolicy: https-only }')],
  [
    'an edge with something wrong',
    distribution('S3OriginConfig: {} }], CacheBehaviors: [{ PathPattern: /sse/*, Compress: true'),
  ],
  ['a Service', object('Service', 'ports: []')],
  ['pods of a kind that nobody knows', object('Own', 'template: { spec: { containers: [{ name: a }] } }')],
  ['a service of Compose', 'services: { a: { image: a } }\n'],
])('but not of one with %s', (_, text) => expect(idleOf(text)).toEqual([]));

test('every format says so', () => {
  const result = audit({ files: [{ name: 'a.yaml', text: object('Kustomization') }] });
  expect(asText(result)).toBe(`a.yaml: Kubernetes\n0 broken, 0 unknown, 0 hold\n${objects}`);
  expect(asMarkdown(result)).toContain(`\n- ${objects}`);
  const notification = { level: 'note', message: { text: objects } };
  expect(asSarif(result)).toMatchObject({
    runs: [{ invocations: [{ toolExecutionNotifications: [notification] }] }],
  });
});

const service = `
  Service: { Type: AWS::ECS::Service, Properties: { LoadBalancers: [{ ContainerName: a }], DesiredCount: 2,
    TaskDefinition: !Ref Task, NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [subnet-1] } } } }
  Task: { Type: AWS::ECS::TaskDefinition, Properties: { ContainerDefinitions: [{ Name: a }] } }`;

/** What somebody would have to say of how much there is. */
const askedOf = (more: string, root = ''): string[] =>
  auditOf(service + more, root)
    .findings.filter(({ id }) => ['connections-within-database', 'addresses-cover-deployment'].includes(id))
    .flatMap(({ missing }) => missing)
    .filter((name) => name.startsWith('deployment.'));

test('what there is none of is told as that, and of our own program the contract says how much there is', () => {
  const small = service.replace('[subnet-1]', '[!Ref Small]').replace('2,', '9,');
  const subnet = '\n  Small: { Type: AWS::EC2::Subnet, Properties: { CidrBlock: 10.0.0.0/28 } }';
  const environment = 'Environment: [{ Name: ROSTRUM_PROFILE, Value: production }]';
  const ours = small.replace('[{ Name: a }]', `[{ Name: a, ${environment} }]`);
  const rowIn = (text: string) =>
    /^ +deployment\.worker\.tasksMax +(=.*)$/m.exec(text)?.[1]?.replaceAll(/ +/g, ' ');
  expect(rowIn(asText(auditOf(small + subnet)))).toBe('= 0 there is none here');
  expect(rowIn(asText(auditOf(ours + subnet)))).toBe('= 10 of the program');
});

test('what a template has none of is not asked for', () => {
  const addresses = 'deployment.network.addressesPerSubnet';
  const connections = 'deployment.database.connectionsMax';
  const workers = ['deployment.worker.tasksMax', 'deployment.worker.maximumPercent'];
  const functions = [
    'deployment.function.enabled',
    'deployment.function.concurrencyMax',
    'deployment.function.poolMax',
  ];
  const database = '\n  Db: { Type: AWS::RDS::DBInstance }';
  const fn = '\n  Fn: { Type: AWS::Lambda::Function }';
  expect(askedOf('')).toEqual([addresses]);
  expect(askedOf(database)).toEqual([connections, addresses]);
  expect(askedOf(database + fn)).toEqual([...functions, connections, addresses]);
  const other = '\n  Other: { Type: AWS::ECS::Service, Properties: { DesiredCount: 0 } }';
  expect(askedOf(other)).toEqual([...workers, addresses, 'deployment.web.tasksMax', addresses]);
  expect(askedOf('', 'Transform: Own')).toEqual([
    ...workers,
    ...functions,
    connections,
    ...workers,
    addresses,
  ]);
});
