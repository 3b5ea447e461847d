import { contractOf, mayBeProgram, textOf } from '../../container/program.ts';
import { Sheet } from '../../parse/fact-builder.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Way } from '../../source.ts';
import { type ComposeService, timeAt } from './services.ts';

/** What Docker does when it is not told. */
const defaults = { stopMs: 10_000, checkMs: 30_000 };

/** Others of an orchestrator do not hold here: nothing is replaced for a failed check, and nothing rolls. */
const judgedBy = new Set(['drain-within-stop', 'probe-deadline-within-timeout', 'files-within-limit']);

export function wayOf({ name, view, program }: ComposeService): Way {
  const sheet = new Sheet();
  const isWhole = view.get('extends').isAbsent;
  time('process.stopMs', view.get('stop_grace_period'), defaults.stopMs);
  for (const which of ['balancer', 'liveness', 'readiness'] as const)
    sheet.set(
      which === 'balancer' ? 'deployment.balancer.health.timeoutMs' : `probes.${which}.timeoutMs`,
      null,
      view.place,
      true,
    );
  const check = view.get('healthcheck');
  if (check.isAbsent || check.get('disable').value === true)
    sheet.set('deployment.container.health.timeoutMs', null, view.place, true);
  else time('deployment.container.health.timeoutMs', check.get('timeout'), defaults.checkMs);
  openFiles(sheet, view.get('ulimits', 'nofile'));
  const processes = Number(textOf(program.environment.get('WORKERS')));
  const workers = program.environment.get('WORKERS');
  if (workers && Number.isInteger(processes) && processes > 0)
    sheet.set('node.processesPerTask', processes, workers.place);
  return {
    name,
    facts: sheet.facts,
    contract: contractOf(program.environment),
    judgedBy: mayBeProgram(view.get('image')) ? judgedBy : new Set(),
    hosts: namesOf(name, view),
  };

  function time(
    fact: 'process.stopMs' | 'deployment.container.health.timeoutMs',
    at: View,
    assumedMs: number,
  ): void {
    const ms = timeAt(at);
    if (ms === 'absent') {
      if (isWhole) sheet.set(fact, assumedMs, at.place, true);
    } else if (ms !== null) sheet.set(fact, ms, at.place);
  }
}

function openFiles(sheet: Sheet, limit: View): void {
  const soft = limit.isMap ? limit.get('soft') : limit;
  const files = soft.number();
  // -1 is no limit.
  if (typeof files === 'number' && files > 0)
    sheet.set('deployment.container.openFilesMax', files, soft.place);
}

/** What others in the same network reach it by. */
function namesOf(name: string, view: View): string[] {
  const networks = view.get('networks');
  const own = networks.keys().flatMap((key) => {
    const network = networks.get(key);
    const aliases = network.isAbsent ? [] : (network.get('aliases').items() ?? []).map(({ value }) => value);
    return network.isAbsent
      ? []
      : [...aliases, network.get('ipv4_address').value, network.get('ipv6_address').value];
  });
  const all = [name, view.get('container_name').value, view.get('hostname').value, ...own];
  return all.filter((one) => typeof one === 'string');
}
