import { findFunction } from '../../../models/cloudformation/lambda-reference.ts';
import type { Resource } from '../../../models/cloudformation/resources.ts';
import type { Template } from '../../../models/cloudformation/template.ts';
import { cloudFormationRule } from '../../../rule.ts';

const defaults = { visibilitySeconds: 30, timeoutSeconds: 3 };

export const queueOutlastsFunction = cloudFormationRule({
  id: 'queue-outlasts-function',
  severity: 'error',
  summary: 'A message stays invisible for at least as long as the function may work on it',
  rationale: 'a mapping that AWS rejects, because messages would be given out again while they are worked on',
  fix: 'Raise VisibilityTimeout to at least the timeout of the function; AWS recommends six times as long.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
  check({ template }, report) {
    for (const { queue, lambda } of collectMappings(template)) {
      const node = queue.properties.get('VisibilityTimeout');
      const visible = node.numberOr(defaults.visibilitySeconds);
      const timeout = lambda.properties.get('Timeout').numberOr(defaults.timeoutSeconds);
      if (visible === null || timeout === null || visible >= timeout) continue;
      const found = node.isAbsent ? `${visible} s (default)` : `${visible} s`;
      report(node, `VisibilityTimeout is ${found}, and ${lambda.name} may work for ${timeout} s`);
    }
  },
});

function collectMappings(template: Template): { readonly queue: Resource; readonly lambda: Resource }[] {
  const fromResources = template.ofType('AWS::Lambda::EventSourceMapping').map(({ properties }) => ({
    source: properties.get('EventSourceArn'),
    lambda: findFunction(template, properties.get('FunctionName')),
  }));
  const fromSam = template.functions.flatMap((lambda) => {
    const events = lambda.properties.get('Events');
    return events.keys().map((name) => ({ source: events.get(name, 'Properties', 'Queue'), lambda }));
  });
  return [...fromResources, ...fromSam].flatMap(({ source, lambda }) => {
    const queue = template.target(source);
    return lambda === null || queue?.type !== 'AWS::SQS::Queue' ? [] : [{ queue, lambda }];
  });
}
