import type { Resource } from './resources.ts';
import type { Template } from './template.ts';

/** SAM's synchronous events: a gateway waits for the function. */
const gatewayEvents = new Set(['Api', 'HttpApi']);

const samTriggers: ReadonlyMap<string, string> = new Map([
  ['Schedule', 'a schedule'],
  ['ScheduleV2', 'a schedule'],
  ['SQS', 'a queue'],
]);

/** Resources that invoke a function on their own. */
const triggerTypes: ReadonlyMap<string, string> = new Map([
  ['AWS::Events::Rule', 'a schedule or an event rule'],
  ['AWS::Scheduler::Schedule', 'a schedule'],
  ['AWS::Lambda::EventSourceMapping', 'a queue or a stream'],
  ['AWS::SNS::Subscription', 'a topic'],
]);

/** What invokes a function, other than gateways, in words. */
export function otherTriggers(template: Template, { id, properties }: Resource): string[] {
  const events = properties.get('Events');
  const types = events.keys().map((name) => events.get(name, 'Type').text() ?? '');
  const fromSam = types.flatMap((type) =>
    type === '' || gatewayEvents.has(type) ? [] : [samTriggers.get(type) ?? `the trigger ${type}`],
  );
  const fromResources = [...triggerTypes].flatMap(([type, words]) =>
    template.ofType(type).some((one) => template.reachableFrom(one.id, 1).has(id)) ? [words] : [],
  );
  return [...fromSam, ...fromResources];
}
