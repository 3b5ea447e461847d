import { type Sheet, second } from '../../../parse/fact-builder.ts';
import type { View } from '../../../parse/value-ref.ts';
import type { Integration } from '../api-gateway.ts';
import type { Resource } from '../resources.ts';
import type { Template } from '../template.ts';

/** Lambda's own numbers: the longest that a function runs, and what a balancer hands to it. */
const timeoutMsMax = 900 * second;
const bodyBytesMax = 1024 * 1024;

/** A function, whoever calls it. */
export function functionFacts(sheet: Sheet, { properties }: Resource): void {
  sheet.set('deployment.function.enabled', 1, properties.place);
  const timeout = properties.get('Timeout');
  sheet.read('deployment.function.timeoutMs', timeout, { scale: second, default: 3 });
  // What globals say holds for functions that nobody waits for, too.
  const { resource, path } = properties.place;
  if (timeout.place.resource !== resource)
    sheet.setOverridePath('deployment.function.timeoutMs', `${resource} ${path}.Timeout`);
  sheet.read('deployment.function.memoryMiB', properties.get('MemorySize'), { default: 128 });
  sheet.read('deployment.function.concurrencyMax', properties.get('ReservedConcurrentExecutions'));
  sheet.set('deployment.function.timeoutMsMax', timeoutMsMax, properties.place, true);
}

/** What a balancer adds to that. */
export function balancedFacts(sheet: Sheet, found: Resource): void {
  functionFacts(sheet, found);
  sheet.set('deployment.function.bodyBytesMax', bodyBytesMax, found.properties.place, true);
}

/** The longest that a gateway of API Gateway waits; of REST it is a quota, which may be raised for a region. */
const waitsMsMax = { HTTP: 30 * second, REST: 29 * second } as const;

/** A function behind API Gateway, which waits for a whole answer and keeps no connection to it. */
export function gatewayFacts(sheet: Sheet, { timeout, kind, function: found }: Integration): void {
  functionFacts(sheet, found);
  sheet.set('edge.gatewayIdleMs', null, timeout.place, true);
  const max = waitsMsMax[kind];
  sheet.read('edge.gatewayReadMs', timeout, { default: max, max });
}

/** Most answers come long before a function's time is over; but what no function may have is refused. */
export function warnedBehindGateway({ facts }: Sheet): ReadonlySet<string> {
  const timeoutMs = facts.get('deployment.function.timeoutMs')?.value;
  const isRefused = typeof timeoutMs === 'number' && timeoutMs > timeoutMsMax;
  return new Set(isRefused ? [] : ['function-within-gateway']);
}

/** What is true of a function that a gateway waits for: not what is told of balancers. */
export const judgedBehindGateway: ReadonlySet<string> = new Set([
  'function-within-gateway',
  'function-outlasts-deadline',
  'deadline-before-gateway',
]);

/** The function that a value leads to, in this template: itself, its alias or a version. */
export function functionIn(template: Template, view: View): Resource | null {
  const [target] = view.references();
  if (target === undefined) return null;
  const reached = [...template.reachableFrom(target.id, 2)].flatMap((id) => template.get(id) ?? []);
  const isOne = ({ type }: Resource) => type === 'AWS::Lambda::Function';
  // What a function itself speaks of may be another.
  const direct = template.get(target.id);
  return direct !== undefined && isOne(direct) ? direct : (reached.find(isOne) ?? null);
}
