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
  const { object, pod, mainContainer, program, services, scaler } = workload;
  if (mainContainer === null || program === null || !mayBeProgram(mainContainer.get('image'))) return null;
  const sheet = new Sheet();
  for (const layer of absentLayers) sheet.set(layer, null, mainContainer.place, true);
  stopFact(sheet, pod, mainContainer);
  for (const which of ['liveness', 'readiness'] as const) probeFacts(sheet, which, mainContainer.get(`${which}Probe`));
  if (scaler !== null) scalerFacts(sheet, scaler.view);
  const contract = contractOf(program.environment);
  const processes = textOf(program.environment.get('WORKERS'));
  return {
    ...{ name, contract, facts: sheet.facts },
    hosts: services.flatMap(({ name: service, namespace }) => hostsOf(service, namespace)),
    judgedBy: new Set([
      ...always,
      ...(contract === null ? [] : ofOurs),
      // With one process nobody watches over it but the kubelet.
      ...(processes === '' || processes === '1' ? [] : ['supervisor-detects-hang-before-liveness']),
    ]),
  };

  function hostsOf(service: string, namespace: string): string[] {
    const within = namespace || object.namespace || 'default';
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
  if (stop === null || stop.preStopSeconds === null) return;
  const { graceSeconds, preStopSeconds, isDefault, graceNode } = stop;
  const less = preStopSeconds > 0 ? ` less the ${preStopSeconds} s of preStop` : '';
  const place = { ...graceNode.place, path: `${graceNode.place.path}${less}` };
  sheet.set('process.stopMs', Math.max(0, graceSeconds - preStopSeconds) * second, place, isDefault);
}

function probeFacts(sheet: Sheet, which: 'liveness' | 'readiness', probe: View): void {
  const of = `probes.${which}` as const;
  if (probe.isAbsent) {
    for (const name of ['periodMs', 'timeoutMs', 'failures', 'startMs'] as const)
      sheet.set(`${of}.${name}`, null, probe.place, true);
    return;
  }
  sheet.read(`${of}.periodMs`, probe.get('periodSeconds'), { scale: second, default: 10 });
  // What only connects, or runs a program, gets no answer of ours.
  if (probe.get('httpGet').isAbsent) sheet.set(`${of}.timeoutMs`, null, probe.place, true);
  else sheet.read(`${of}.timeoutMs`, probe.get('timeoutSeconds'), { scale: second, default: 1 });
  sheet.read(`${of}.failures`, probe.get('failureThreshold'), { default: 3 });
  sheet.read(`${of}.startMs`, probe.get('initialDelaySeconds'), { scale: second, default: 0 });
}

/** By our own metrics, which nobody else has. */
function scalerFacts(sheet: Sheet, scaler: View): void {
  for (const metric of scaler.get('spec', 'metrics').items() ?? []) {
    const [pods, external] = [metric.get('pods'), metric.get('external')];
    if (pods.get('metric', 'name').value === 'rostrum_live_connections')
      sheet.read('deployment.scaling.liveConnectionsPerTask', pods.get('target', 'averageValue'));
    if (external.get('metric', 'name').value === 'rostrum:backlog_per_worker')
      sheet.read('deployment.scaling.backlogPerWorker', external.get('target', 'value'));
  }
}
