import { deployedContract, mayBeProgram } from '../../container/program.ts';
import { addServerTimes } from '../../container/server-times.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import { FactBuilder, second } from '../../parse/fact-builder.ts';
import { invariantIds } from '../../rules/invariants.ts';
import type { RequestPath } from '../../types.ts';
import { readTermination } from './termination.ts';
import type { Workload } from './workloads.ts';

/** Layers that do not exist here: only the kubelet checks the health of a pod. */
const absentLayers = [
  'deployment.balancer.health.timeoutMs',
  'deployment.container.health.timeoutMs',
] as const;

const applicableAlways = invariantIds(
  'drain-within-stop',
  'probe-deadline-within-timeout',
  'check-within-probe',
  'scaling-before-full',
  'reconnect-rate-within-capacity',
  'backlog-clears-before-alarm',
);
/** Kubernetes accepts violations of these; Rostrum's contract is stricter. */
const rostrumOnly = invariantIds('liveness-timeout-within-period', 'readiness-timeout-within-period');
const supervisorOnly = invariantIds('supervisor-detects-hang-before-liveness');

/** The facts of a workload's pods, probes and scaler; null when its main container is not the program. */
export function buildWorkloadPath(workload: Workload, name: string): RequestPath | null {
  const { object, pod, mainContainer, program, services, scaler } = workload;
  if (mainContainer === null || program === null || !mayBeProgram(mainContainer.get('image'))) return null;
  const builder = new FactBuilder();
  for (const layer of absentLayers) builder.set(layer, null, mainContainer.place, true);
  addStopFact(builder, pod, mainContainer);
  for (const which of ['liveness', 'readiness'] as const)
    addProbeFacts(builder, which, mainContainer.get(`${which}Probe`));
  if (scaler !== null) addScalerFacts(builder, scaler.node);
  const contract = deployedContract(program.environment);
  if (contract === null) addServerTimes(builder, program);
  const processes = program.environment.get('WORKERS')?.string() ?? '';
  return {
    name,
    contract,
    facts: builder.facts,
    hosts: services.flatMap(({ name: service, namespace }) => serviceHosts(service, namespace)),
    applicableInvariants: new Set([
      ...applicableAlways,
      ...(contract === null ? [] : rostrumOnly),
      // With one process there is no supervisor.
      ...(processes === '' || processes === '1' ? [] : supervisorOnly),
    ]),
  };

  function serviceHosts(service: string, namespace: string): string[] {
    const within = namespace || object.namespace || 'default';
    return [
      service,
      `${service}.${within}`,
      `${service}.${within}.svc`,
      `${service}.${within}.svc.cluster.local`,
    ];
  }
}

function addStopFact(builder: FactBuilder, pod: ConfigNode, main: ConfigNode): void {
  const termination = readTermination(pod, main);
  if (termination === null || termination.preStopSeconds === null) return;
  const { graceSeconds, preStopSeconds, isDefault, graceNode } = termination;
  const less = preStopSeconds > 0 ? ` minus the ${preStopSeconds} s of preStop` : '';
  const place = { ...graceNode.place, path: `${graceNode.place.path}${less}` };
  builder.set('process.stopMs', Math.max(0, graceSeconds - preStopSeconds) * second, place, isDefault);
}

function addProbeFacts(builder: FactBuilder, which: 'liveness' | 'readiness', probe: ConfigNode): void {
  const prefix = `probes.${which}` as const;
  if (probe.isAbsent) {
    for (const name of ['periodMs', 'timeoutMs', 'failures', 'startMs'] as const)
      builder.set(`${prefix}.${name}`, null, probe.place, true);
    return;
  }
  builder.read(`${prefix}.periodMs`, probe.get('periodSeconds'), { scale: second, default: 10 });
  // TCP and exec probes do not call Rostrum's endpoint.
  if (probe.get('httpGet').isAbsent) builder.set(`${prefix}.timeoutMs`, null, probe.place, true);
  else builder.read(`${prefix}.timeoutMs`, probe.get('timeoutSeconds'), { scale: second, default: 1 });
  builder.read(`${prefix}.failures`, probe.get('failureThreshold'), { default: 3 });
  builder.read(`${prefix}.startMs`, probe.get('initialDelaySeconds'), { scale: second, default: 0 });
}

/** Reads the targets of Rostrum's own metrics. */
function addScalerFacts(builder: FactBuilder, scaler: ConfigNode): void {
  for (const metric of scaler.get('spec', 'metrics').list()) {
    const [pods, external] = [metric.get('pods'), metric.get('external')];
    if (pods.get('metric', 'name').value === 'rostrum_live_connections')
      builder.read('deployment.scaling.liveConnectionsPerTask', pods.get('target', 'averageValue'));
    if (external.get('metric', 'name').value === 'rostrum:backlog_per_worker')
      builder.read('deployment.scaling.backlogPerWorker', external.get('target', 'value'));
  }
}
