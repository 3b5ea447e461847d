import { expect, test } from 'vitest';
import { lint } from '../../../infra/lint/lint.ts';
import { markdownReport } from '../../../infra/lint/reporters/markdown.ts';
import { sarifReport } from '../../../infra/lint/reporters/sarif.ts';
import { textReport } from '../../../infra/lint/reporters/text.ts';
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
const idleOf = (text: string) => lint({ files: [{ name: 'a.yaml', text }] }).idle;

const template =
  'Nothing to audit in a.yaml: there is no service, task, function, load balancer, serverless database or origin of ' +
  'a program';
const objects =
  'Nothing to audit in a.yaml: there is no workload, Service, Ingress, route, scaler, budget or policy';

test.each([
  ['only a network', resource('AWS::EC2::VPC', 'CidrBlock: 10.0.0.0/16'), template],
  ['only an Auto Scaling group', resource('AWS::AutoScaling::AutoScalingGroup', "MaxSize: '1'"), template],
  ['only a distribution of S3 files', distribution('S3OriginConfig: {}'), template],
  ['only a Kustomization', object('Kustomization'), objects],
  ['only volumes', 'volumes: { data: }\n', 'Nothing to audit in a.yaml: there is no service'],
])('a file with %s is reported as having nothing to audit', (_, text, sentence) =>
  expect(idleOf(text)).toEqual([sentence]),
);

test.each([
  ['a service', resource('AWS::ECS::Service')],
  ['a task', resource('AWS::ECS::TaskDefinition')],
  ['a function', resource('AWS::Lambda::Function')],
  ['a balancer', resource('AWS::ElasticLoadBalancingV2::LoadBalancer')],
  ['a database', resource('AWS::RDS::DBCluster')],
  [
    'a distribution of a custom origin',
    distribution('CustomOriginConfig: { OriginProtocolPolicy: https-only }'),
  ],
  [
    'a distribution with a finding',
    distribution('S3OriginConfig: {} }], CacheBehaviors: [{ PathPattern: /sse/*, Compress: true'),
  ],
  ['a Service', object('Service', 'ports: []')],
  ['pods of a custom kind', object('Own', 'template: { spec: { containers: [{ name: a }] } }')],
  ['a Compose service', 'services: { a: { image: a } }\n'],
])('a file with %s is audited', (_, text) => expect(idleOf(text)).toEqual([]));

test('every report format names files with nothing to audit', () => {
  const result = lint({ files: [{ name: 'a.yaml', text: object('Kustomization') }] });
  expect(textReport(result)).toBe(`${objects}\nno findings in 1 file; 0 hold`);
  expect(markdownReport(result)).toContain(`\n- ${objects}`);
  const notification = { level: 'note', message: { text: objects } };
  expect(sarifReport(result)).toMatchObject({
    runs: [{ invocations: [{ toolExecutionNotifications: [notification] }] }],
  });
});

const service = `
  Service: { Type: AWS::ECS::Service, Properties: { LoadBalancers: [{ ContainerName: a }], DesiredCount: 2,
    TaskDefinition: !Ref Task, NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [subnet-1] } } } }
  Task: { Type: AWS::ECS::TaskDefinition, Properties: { ContainerDefinitions: [{ Name: a }] } }`;

test('a missing service counts as 0 tasks, and for Rostrum the contract has the count', () => {
  const small = service.replace('[subnet-1]', '[!Ref Small]').replace('2,', '9,');
  const subnet = '\n  Small: { Type: AWS::EC2::Subnet, Properties: { CidrBlock: 10.0.0.0/28 } }';
  const environment = 'Environment: [{ Name: ROSTRUM_PROFILE, Value: production }]';
  const ours = small.replace('[{ Name: a }]', `[{ Name: a, ${environment} }]`);
  const rowIn = (text: string) =>
    /^ +(?:worker tasks max|deployment\.worker\.tasksMax) +(=.*)$/m.exec(text)?.[1]?.replaceAll(/ +/g, ' ');
  expect(rowIn(textReport(auditOf(small + subnet)))).toBe('= 0 none in these files');
  expect(rowIn(textReport(auditOf(ours + subnet)))).toBe('= 10 contract of the program');
});

test('only facts that the owner of a program knows are asked for', () => {
  const rich = `${service}
  Db: { Type: AWS::RDS::DBInstance }
  Fn: { Type: AWS::Lambda::Function }`;
  const missing = auditOf(rich).findings.flatMap((finding) => finding.missing);
  expect(missing.filter((name) => !name.startsWith('program.'))).toEqual([]);
});
