import { deployedContract, mayBeProgram } from '../../container/program.ts';
import { addServerTimes } from '../../container/server-times.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import { FactBuilder } from '../../parse/fact-builder.ts';
import { invariantIds } from '../../rules/invariants.ts';
import type { RequestPath } from '../../types.ts';
import { type ComposeService, readDuration } from './services.ts';

/** Docker's defaults. */
const defaults = { stopMs: 10_000, checkMs: 30_000 };

/** Invariants about orchestration do not apply: Compose replaces nothing after a failed check, and has no rollouts. */
const applicableInvariants = invariantIds(
  'drain-within-stop',
  'probe-deadline-within-timeout',
  'files-within-limit',
);

export function buildServicePath({ name, node, program }: ComposeService): RequestPath {
  const builder = new FactBuilder();
  const isWhole = node.get('extends').isAbsent;
  addDuration('process.stopMs', node.get('stop_grace_period'), defaults.stopMs);
  for (const which of ['balancer', 'liveness', 'readiness'] as const)
    builder.set(
      which === 'balancer' ? 'deployment.balancer.health.timeoutMs' : `probes.${which}.timeoutMs`,
      null,
      node.place,
      true,
    );
  const check = node.get('healthcheck');
  if (check.isAbsent || check.get('disable').value === true)
    builder.set('deployment.container.health.timeoutMs', null, node.place, true);
  else addDuration('deployment.container.health.timeoutMs', check.get('timeout'), defaults.checkMs);
  addOpenFiles(builder, node.get('ulimits', 'nofile'));
  const workers = program.environment.get('WORKERS');
  const processes = Number(workers?.string());
  if (workers && Number.isInteger(processes) && processes > 0)
    builder.set('node.processesPerTask', processes, workers.place);
  addServerTimes(builder, program);
  return {
    name,
    facts: builder.facts,
    contract: deployedContract(program.environment),
    applicableInvariants: mayBeProgram(node.get('image')) ? applicableInvariants : new Set(),
    hosts: serviceHosts(name, node),
  };

  function addDuration(
    fact: 'process.stopMs' | 'deployment.container.health.timeoutMs',
    duration: ConfigNode,
    defaultMs: number,
  ): void {
    const ms = readDuration(duration);
    if (ms === 'absent') {
      if (isWhole) builder.set(fact, defaultMs, duration.place, true);
    } else if (ms !== null) builder.set(fact, ms, duration.place);
  }
}

function addOpenFiles(builder: FactBuilder, limit: ConfigNode): void {
  const soft = limit.isMap ? limit.get('soft') : limit;
  const files = soft.number();
  // -1 means unlimited.
  if (typeof files === 'number' && files > 0)
    builder.set('deployment.container.openFilesMax', files, soft.place);
}

/** Host names and addresses of a service in its networks. */
export function serviceHosts(name: string, node: ConfigNode): string[] {
  const networks = node.get('networks');
  const networkHosts = networks.keys().flatMap((key) => {
    const network = networks.get(key);
    const aliases = network.isAbsent
      ? []
      : network
          .get('aliases')
          .list()
          .map(({ value }) => value);
    return network.isAbsent
      ? []
      : [...aliases, network.get('ipv4_address').value, network.get('ipv6_address').value];
  });
  const all = [name, node.get('container_name').value, node.get('hostname').value, ...networkHosts];
  return all.filter((one) => typeof one === 'string');
}
