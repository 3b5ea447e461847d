import type { FactName } from '../../app/contract/facts.ts';
import type { FactValue } from './types.ts';

/** Facts about a program that its owner can give, by names that mean something without Rostrum's contract. */
export const programFacts: ReadonlyMap<string, FactName> = new Map([
  ['program.keepAliveMs', 'node.keepAliveMs'],
  ['program.requestMs', 'classes.api.deadlineMs'],
  ['program.heartbeatMs', 'live.heartbeatMs'],
  ['program.bootMs', 'deployment.container.bootMs'],
]);

const programNames = new Map([...programFacts].map(([alias, name]) => [name, alias]));

export const isProgramFact = (name: FactName): boolean => programNames.has(name);

/** The name of a fact in options and reports: an owner's name where there is one. */
export const ownerName = (name: FactName): string => programNames.get(name) ?? name;

const words: Partial<Record<FactName, string>> = {
  'edge.gatewayIdleMs': 'idle timeout',
  'edge.gatewayReadMs': 'read timeout',
  'node.keepAliveMs': 'keep-alive of the program',
  'classes.api.deadlineMs': 'longest request of the program',
  'live.heartbeatMs': 'heartbeat of the program',
  'deployment.container.bootMs': 'start of the program',
  'deployment.balancer.deregistrationMs': 'deregistration_delay',
  'deployment.balancer.slowStartMs': 'slow_start',
  'deployment.balancer.clientKeepAliveMs': 'client_keep_alive',
  'deployment.scaling.inCooldownMs': 'ScaleInCooldown',
  'process.stopMs': 'StopTimeout',
};

/** Segments of a path that do not name the property, such as the value of a key and value pair. */
const anonymous =
  /^(?:Value|\(itself\)|timeout_seconds|seconds|duration_seconds|Properties|command|Command)?$/;

/** What its owner calls a fact: the property that sets it, or plain words. */
export function describeFact(name: FactName, factValue: FactValue | null): string {
  const path = factValue?.place.path ?? '';
  const property = (path.split(/[.\s]/).at(-1) ?? '').replace(/\[\d+\]$/, '');
  if (factValue !== null && !anonymous.test(property) && /^[\w-]+$/.test(property)) return property;
  return (
    words[name] ??
    name
      .replace(/^.*\.(\w+)\.(\w+)$/, '$1 $2')
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
  );
}
