import { expect, test } from 'vitest';
import { groupTemplates } from '../../../../../infra/lint/models/cloudformation/group-templates.ts';
import { readDocuments } from '../../../../../infra/lint/parse/document.ts';

function template(file: string, content: object) {
  const [document] = readDocuments(JSON.stringify(content));
  if (document === undefined) throw new Error('no document');
  return { file, document };
}

const network = (env: string) =>
  template(`${env}-network`, {
    Resources: { Vpc: { Type: 'AWS::EC2::VPC' } },
    Outputs: { VpcId: { Value: { Ref: 'Vpc' }, Export: { Name: `${env}:VpcId` } } },
  });
const service = (env: string) =>
  template(`${env}-service`, {
    Resources: {
      Web: { Type: 'AWS::ECS::Service' },
      Group: {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: { VpcId: { 'Fn::ImportValue': `${env}:VpcId` } },
      },
    },
  });

const groupNames = (...files: readonly ReturnType<typeof template>[]) =>
  groupTemplates(files).map((group) => group.map(({ file }) => file));

test('templates without a repeated service are one deployment', () => {
  expect(groupNames(network('a'), service('b'))).toEqual([['a-network', 'b-service']]);
});

test('of several environments, templates belong together that import from each other', () => {
  expect(groupNames(network('a'), service('b'), service('a'), network('b'))).toEqual([
    ['a-network', 'a-service'],
    ['b-service', 'b-network'],
  ]);
});
