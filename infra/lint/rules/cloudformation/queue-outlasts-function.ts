import { findFunction } from '../../models/cloudformation/lambda-reference.ts';
import type { Resource } from '../../models/cloudformation/resources.ts';
import type { Template } from '../../models/cloudformation/template.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import type { DocumentedRule } from '../../types.ts';
import type { CloudFormationRuleSet } from './context.ts';

const example = (seconds: number) => `Transform: AWS::Serverless-2016-10-31
Resources:
  Jobs: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: ${seconds} } }
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 120
      Events: { Jobs: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } } }
`;

const queueOutlastsFunction: DocumentedRule = {
  id: 'queue-outlasts-function',
  severity: 'error',
  summary: 'A message stays invisible for at least as long as the function may work on it',
  rationale: 'a mapping that AWS rejects, because messages would be given out again while they are worked on',
  fix: 'Raise VisibilityTimeout to at least the timeout of the function; AWS recommends six times as long.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
  fails: [{ name: 'template.yaml', text: example(30) }],
  passes: [{ name: 'template.yaml', text: example(720) }],
};

const defaults = { visibilitySeconds: 30, timeoutSeconds: 3 };

export const queueRules: CloudFormationRuleSet = {
  rules: [queueOutlastsFunction],
  check({ deployment: { template } }, report) {
    for (const { queue, lambda } of collectMappings(template)) {
      const node = queue.properties.get('VisibilityTimeout');
      const visible = secondsOr(node, defaults.visibilitySeconds);
      const timeout = secondsOr(lambda.properties.get('Timeout'), defaults.timeoutSeconds);
      if (visible === null || timeout === null || visible >= timeout) continue;
      const { resource } = lambda.properties.place;
      const found = node.isAbsent ? `${visible} s (default)` : `${visible} s`;
      report(
        queueOutlastsFunction,
        node,
        `VisibilityTimeout is ${found}, and ${resource} may work for ${timeout} s`,
      );
    }
  },
};

function secondsOr(node: ConfigNode, defaultSeconds: number): number | null {
  const number = node.number();
  return number === 'absent' ? defaultSeconds : number === 'unknown' ? null : number;
}

function collectMappings(template: Template): { readonly queue: Resource; readonly lambda: Resource }[] {
  const fromResources = template.ofType('AWS::Lambda::EventSourceMapping').map(({ properties }) => ({
    source: properties.get('EventSourceArn'),
    lambda: findFunction(template, properties.get('FunctionName')),
  }));
  const fromSam = template.ofType('AWS::Lambda::Function').flatMap((lambda) => {
    const events = lambda.properties.get('Events');
    return events.keys().map((name) => ({ source: events.get(name, 'Properties', 'Queue'), lambda }));
  });
  return [...fromResources, ...fromSam].flatMap(({ source, lambda }) => {
    const queue = source.references().map(({ id }) => template.get(id))[0];
    return lambda === null || queue?.type !== 'AWS::SQS::Queue' ? [] : [{ queue, lambda }];
  });
}
