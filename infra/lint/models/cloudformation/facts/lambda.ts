import { type FactBuilder, second } from '../../../parse/fact-builder.ts';
import { invariantIds } from '../../../rules/invariants.ts';
import type { Integration } from '../api-gateway.ts';
import { otherTriggers } from '../lambda-triggers.ts';
import type { Resource } from '../resources.ts';
import type { Template } from '../template.ts';

/** Lambda's limits: the longest timeout, and the largest body from a load balancer. */
const timeoutMsMax = 900 * second;
const bodyBytesMax = 1024 * 1024;

/** The facts of a function, whatever invokes it. */
export function addFunctionFacts(builder: FactBuilder, template: Template, lambda: Resource): void {
  const { properties } = lambda;
  builder.set('deployment.function.enabled', 1, properties.place);
  const timeout = properties.get('Timeout');
  builder.read('deployment.function.timeoutMs', timeout, { scale: second, default: 3 });
  // A timeout in the globals also applies to functions without a gateway: suggest setting it on this one.
  const { resource, path } = properties.place;
  if (timeout.place.resource !== resource)
    builder.setOverridePath('deployment.function.timeoutMs', `${resource} ${path}.Timeout`);
  const [other] = otherTriggers(template, lambda);
  if (other !== undefined)
    builder.setCaution(
      'deployment.function.timeoutMs',
      `It also has ${other}, which may need the longer time: split the function in two, or answer early.`,
    );
  builder.read('deployment.function.memoryMiB', properties.get('MemorySize'), { default: 128 });
  builder.read('deployment.function.concurrencyMax', properties.get('ReservedConcurrentExecutions'));
  builder.set('deployment.function.timeoutMsMax', timeoutMsMax, properties.place, true);
}

/** The facts of a function behind a load balancer. */
export function addBalancedFunctionFacts(builder: FactBuilder, template: Template, found: Resource): void {
  addFunctionFacts(builder, template, found);
  builder.set('deployment.function.bodyBytesMax', bodyBytesMax, found.properties.place, true);
}

/** API Gateway's largest integration timeout; for REST it is a quota that can be raised for a region. */
const waitsMsMax = { HTTP: 30 * second, REST: 29 * second } as const;

/** The facts of a function behind API Gateway, which waits for the whole response and keeps no connection. */
export function addGatewayFacts(
  builder: FactBuilder,
  template: Template,
  { timeout, kind, function: found }: Integration,
): void {
  addFunctionFacts(builder, template, found);
  builder.set('edge.gatewayIdleMs', null, timeout.place, true);
  const max = waitsMsMax[kind];
  builder.read('edge.gatewayReadMs', timeout, { default: max, max });
}

const slowResponseInvariants = invariantIds('function-within-gateway');

/** Most responses arrive before the function's timeout, so this is a warning, unless Lambda rejects the timeout. */
export function downgradedBehindGateway({ facts }: FactBuilder): ReadonlySet<string> {
  const timeoutMs = facts.get('deployment.function.timeoutMs')?.value;
  const isRejected = typeof timeoutMs === 'number' && timeoutMs > timeoutMsMax;
  return isRejected ? new Set() : slowResponseInvariants;
}

/** The invariants that apply to a function behind API Gateway; those about load balancers do not. */
export const applicableBehindGateway = invariantIds(
  'function-within-gateway',
  'function-outlasts-deadline',
  'deadline-before-gateway',
);
