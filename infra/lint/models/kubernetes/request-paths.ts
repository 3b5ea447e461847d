import { contractOf, mayBeProgram, textOf } from '../../container/program.ts';
import { Sheet, second } from '../../parse/fact-builder.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Way } from '../../source.ts';
import { stopOf } from './termination.ts';
import type { Workload } from './workloads.ts';

/** Without a layer of that kind: nobody but the kubelet asks whether a pod lives. */
const absentLayers = [
  'deployment.balancer.health.timeoutMs',
  'deployment.container.health.timeoutMs',
] as const;

const always = [
  'drain-within-stop',
  'probe-deadline-within-timeout',
  'check-within-probe',
  'scaling-before-full',
  'reconnect-rate-within-capacity',
  'backlog-clears-before-alarm',
];
/** Kubernetes itself takes them; our own contract asks for more. */
const ofOurs = ['liveness-timeout-within-period', 'readiness-timeout-within-period'];

/** A workload with what the kubelet and the scaler do to it. */
export function wayOf(workload: Workload, name: string): Way | null {
  const { thing, pod, main, program, services, scaler } = workload;
  if (main === null || program === null || !mayBeProgram(main.at('image'))) return null;
  const sheet = new Sheet();
  for (const layer of absentLayers) sheet.put(layer, null, main.place, true);
  stopFact(sheet, pod, main);
  for (const which of ['liveness', 'readiness'] as const) probeFacts(sheet, which, main.at(`${which}Probe`));
  if (scaler !== null) scalerFacts(sheet, scaler.view);
  const contract = contractOf(program.environment);
  const processes = textOf(program.environment.get('WORKERS'));
  return {
    ...{ name, contract, facts: sheet.facts },
    names: services.flatMap(({ name: service, namespace }) => hostsOf(service, namespace)),
    judgedBy: new Set([
      ...always,
      ...(contract === null ? [] : ofOurs),
      // With one process nobody watches over it but the kubelet.
      ...(processes === '' || processes === '1' ? [] : ['supervisor-detects-hang-before-liveness']),
    ]),
  };

  function hostsOf(service: string, namespace: string): string[] {
    const within = namespace || thing.namespace || 'default';
    return [
      service,
      `${service}.${within}`,
      `${service}.${within}.svc`,
      `${service}.${within}.svc.cluster.local`,
    ];
  }
}

function stopFact(sheet: Sheet, pod: View, main: View): void {
  const stop = stopOf(pod, main);
  if (stop === null || stop.beforeSeconds === null) return;
  const { graceSeconds, beforeSeconds, isAssumed, at } = stop;
  const less = beforeSeconds > 0 ? ` less the ${beforeSeconds} s of preStop` : '';
  const place = { ...at.place, path: `${at.place.path}${less}` };
  sheet.put('process.stopMs', Math.max(0, graceSeconds - beforeSeconds) * second, place, isAssumed);
}

function probeFacts(sheet: Sheet, which: 'liveness' | 'readiness', probe: View): void {
  const of = `probes.${which}` as const;
  if (probe.isAbsent) {
    for (const name of ['periodMs', 'timeoutMs', 'failures', 'startMs'] as const)
      sheet.put(`${of}.${name}`, null, probe.place, true);
    return;
  }
  sheet.read(`${of}.periodMs`, probe.at('periodSeconds'), { times: second, default: 10 });
  // What only connects, or runs a program, gets no answer of ours.
  if (probe.at('httpGet').isAbsent) sheet.put(`${of}.timeoutMs`, null, probe.place, true);
  else sheet.read(`${of}.timeoutMs`, probe.at('timeoutSeconds'), { times: second, default: 1 });
  sheet.read(`${of}.failures`, probe.at('failureThreshold'), { default: 3 });
  sheet.read(`${of}.startMs`, probe.at('initialDelaySeconds'), { times: second, default: 0 });
}

/** By our own metrics, which nobody else has. */
function scalerFacts(sheet: Sheet, scaler: View): void {
  for (const metric of scaler.at('spec', 'metrics').items() ?? []) {
    const [pods, external] = [metric.at('pods'), metric.at('external')];
    if (pods.at('metric', 'name').value === 'rostrum_live_connections')
      sheet.read('deployment.scaling.liveConnectionsPerTask', pods.at('target', 'averageValue'));
    if (external.at('metric', 'name').value === 'rostrum:backlog_per_worker')
      sheet.read('deployment.scaling.backlogPerWorker', external.at('target', 'value'));
  }
}
