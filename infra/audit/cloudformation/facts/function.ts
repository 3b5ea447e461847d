import { type Sheet, second } from '../sheet.ts';
import type { Resource, Template } from '../template.ts';

/** Lambda's own numbers: the longest that a function runs, and what a balancer hands to it. */
const timeoutMsMax = 900 * second;
const bodyBytesMax = 1024 * 1024;

/** A function behind a balancer. */
export function functionFacts(sheet: Sheet, { properties }: Resource): void {
  sheet.put('deployment.function.enabled', 1, properties.place);
  sheet.read('deployment.function.timeoutMs', properties.at('Timeout'), { times: second, default: 3 });
  sheet.read('deployment.function.memoryMiB', properties.at('MemorySize'), { default: 128 });
  sheet.read('deployment.function.concurrencyMax', properties.at('ReservedConcurrentExecutions'));
  sheet.put('deployment.function.timeoutMsMax', timeoutMsMax, properties.place, true);
  sheet.put('deployment.function.bodyBytesMax', bodyBytesMax, properties.place, true);
}

/** The function that the targets of a group are, in this template: itself, its alias or a version. */
export function functionOf(template: Template, group: Resource): Resource | null {
  const [target] = group.properties.at('Targets').references();
  if (target === undefined) return null;
  const reached = [...template.reach(target.id, 2)].flatMap((id) => template.get(id) ?? []);
  return reached.find(({ type }) => type === 'AWS::Lambda::Function') ?? null;
}
