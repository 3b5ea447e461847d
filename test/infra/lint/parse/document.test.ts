import { describe, expect, test } from 'vitest';
import { invariants } from '../../../../app/contract/invariants.ts';
import { findBound } from '../../../../infra/lint/bounds.ts';
import { FileLookup, noNearbyFiles } from '../../../../infra/lint/files/file-lookup.ts';
import { lint } from '../../../../infra/lint/lint.ts';
import { cloudFormation } from '../../../../infra/lint/models/cloudformation/file-kind.ts';
import { readDocuments } from '../../../../infra/lint/parse/document.ts';

/** The load balancer's idle timeout as the audit reads it from this value. */
function idleOf(value: string, around = ''): { readonly value: unknown; readonly unread: readonly string[] } {
  const text = `
${around}
Resources:
  Alb:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      LoadBalancerAttributes: [{ Key: idle_timeout.timeout_seconds, Value: ${value} }]
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: { LoadBalancerArn: !Ref Alb, DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Group }] }
  Group: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { TargetType: ip } }
  Service: { Type: AWS::ECS::Service, Properties: { LoadBalancers: [{ TargetGroupArn: !Ref Group }] } }
`;
  const reading = cloudFormation.extract([{ name: 'template.yaml', text, documents: readDocuments(text) }], {
    parameters: new Map([['Given', '77']]),
    lookup: new FileLookup([], noNearbyFiles),
  });
  return {
    value: reading.requestPaths[0]?.facts.get('edge.gatewayIdleMs')?.value,
    unread: reading.skipped.map(({ place, reason }) => `${place.resource} ${place.path}: ${reason}`),
  };
}

describe('values that the template alone determines are resolved', () => {
  const conditions = `
Parameters:
  Seconds: { Type: Number, Default: 90 }
  Stage: { Type: String, Default: live }
  List: { Type: CommaDelimitedList, Default: '10, 20, 30' }
  Given: { Type: Number }
Mappings: { Idle: { live: { seconds: 45 } } }
Conditions:
  IsLive: !Equals [!Ref Stage, live]
  IsBig: !Not [!Equals [!Ref Seconds, 1]]
  Both: !And [!Condition IsLive, !Condition IsBig]
  Neither: !Or [!Equals [!Ref Stage, test], !Not [!Condition IsBig]]
  Either: !Or [!Equals [!Ref Stage, test], !Condition IsLive]`;
  test.each([
    ['a number', '75', 75],
    ['a parameter', '!Ref Seconds', 90],
    ['a parameter from the user', '!Ref Given', 77],
    ['the long form', '{ Ref: Seconds }', 90],
    ['a mapping', '!FindInMap [Idle, !Ref Stage, seconds]', 45],
    ['the default value of a mapping', '!FindInMap [Idle, !Ref Stage, none, { DefaultValue: 5 }]', 5],
    ['a condition', '!If [IsLive, 70, 80]', 70],
    ['conditions of conditions', '!If [Both, !If [Either, 71, 72], 73]', 71],
    ['an Or of two false conditions', '!If [Neither, 74, 75]', 75],
    ['a joined string', "!Join ['', ['1', !Ref Seconds]]", 190],
    ['a substituted string', `!Sub ['\${A}\${Seconds}', { A: '2' }]`, 290],
    ['an item of a list', '!Select [1, !Ref List]', 20],
    ['an item of a split string', "!Select [2, !Split ['-', '7-8-9']]", 9],
  ])('%s', (_, written, seconds) => {
    expect(idleOf(written, conditions)).toEqual({ value: seconds * 1000, unread: [] });
  });
});

describe('values that are known only at deployment stay unknown, with a reason', () => {
  const open = `
Parameters:
  Open: { Type: Number }
  FromStore: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /idle }
Conditions:
  IsOpen: !Equals [!Ref Open, 1]
  Ring: !Not [!Condition Ring]`;
  test.each([
    ['!Ref Open', 'parameter Open has no default'],
    ['!Ref FromStore', 'parameter FromStore is read from SSM'],
    ['!Ref Nowhere', 'Nowhere is not defined'],
    ['!If [IsOpen, 1, 2]', 'condition IsOpen is known only at deployment'],
    ['!If [Ring, 1, 2]', 'condition Ring is known only at deployment'],
    ['!ImportValue elsewhere', 'it is imported from another stack'],
    ['!GetAtt Group.Idle', 'it is known only at deployment'],
    ['!Cidr [10.0.0.0/16, 1, 8]', 'Fn::Cidr is not read'],
    ['soon', 'it is not a number'],
    ['1e99', 'it is not a number'],
    ['[1, 2]', 'it is not a number'],
    ['{ a: 1 }', 'it is not a number'],
  ])('%s', (written, reason) => {
    const { value, unread } = idleOf(written, open);
    expect(value).toBeUndefined();
    expect(unread).toEqual([`Alb Properties.LoadBalancerAttributes[0].Value: ${reason}`]);
  });

  test('a condition with two equal branches is resolved', () => {
    expect(idleOf('!If [IsOpen, 9, 9]', open).value).toBe(9000);
  });
});

test('circular imports between templates terminate', () => {
  const ring = (own: string, other: string) =>
    JSON.stringify({
      Resources: { Any: { Type: 'AWS::SNS::Topic', Properties: { Name: { 'Fn::ImportValue': other } } } },
      Outputs: { O: { Value: { 'Fn::ImportValue': other }, Export: { Name: own } } },
    });
  const files = [
    { name: 'a.json', text: ring('a', 'b') },
    { name: 'b.json', text: ring('b', 'a') },
  ];
  expect(lint({ files }).gaps).toEqual([]);
});

test('no bound is searched for numbers beyond the safe integers', () => {
  const [stopAllowed] = invariants.filter(({ id }) => id === 'stop-allowed');
  if (stopAllowed === undefined) throw new Error('there is no stop-allowed');
  const bound = findBound(
    stopAllowed,
    (name) => (name === 'process.stopMs' ? 1e300 : 120_000),
    'process.stopMs',
  );
  expect(bound).toBeNull();
});

describe('an unreadable file is reported and never throws', () => {
  const nine = (name: string, index: number) => `${name}: &${name} [${`*${'abcdefg'[index]},`.repeat(9)}]`;
  const laughs = `a: &a [1,1,1,1,1,1,1,1,1]\n${[...'bcdefgh'].map(nine).join('\n')}`;
  const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
  test.each([
    ['an empty file', '', 'it is empty'],
    ['a number', '7', 'it is not a Terraform, CloudFormation'],
    ['a list', '[1]', 'it is not a Terraform, CloudFormation'],
    ['prose', 'Dear all, the balancer: it is slow', 'it is not a Terraform, CloudFormation'],
    ['broken YAML', 'a: [1, 2\nb: }', 'it is neither JSON nor YAML'],
    ['binary data', 'PK\u0003\u0004\0\0', 'it is not text'],
    ['deeply nested JSON', deep, 'it nests deeper than 200'],
    ['deeply nested YAML', `a: ${'{ a: '.repeat(300)}1${' }'.repeat(300)}`, 'it nests deeper than 200'],
    ['a billion laughs', laughs, 'it has more than 200000 values'],
  ])('%s', (_, text, reason) => {
    const { gaps, problems } = lint({ files: [{ name: 'file', text }] });
    expect({ gaps, problems }).toEqual({
      gaps: [expect.objectContaining({ file: 'file', reason: expect.stringContaining(reason) })],
      problems: [],
    });
  });

  test('duplicate keys and invalid resources are reported with their lines', () => {
    const text =
      '{\n"Resources": {\n"A": 1,\n"B": { "Type": "AWS::SNS::Topic" },\n"B": { "Type": "AWS::SNS::Topic" } } }';
    const { unread, gaps } = lint({ files: [{ name: 'file', text }] });
    expect(unread.map(({ place, reason }) => [place.resource, place.line, reason])).toEqual([
      ['file', 5, 'duplicate key B'],
    ]);
    expect(gaps.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'A: it is not a resource with a type'],
    ]);
  });
});
