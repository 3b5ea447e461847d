import { checkProgram } from '../../container/program.ts';
import {
  type KubernetesObject,
  matchesLabels,
  readLabels,
  readMatchLabels,
} from '../../models/kubernetes/objects.ts';
import { readTermination } from '../../models/kubernetes/termination.ts';
import { readProgram, type Workload } from '../../models/kubernetes/workloads.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import { canonicalKey } from '../../parse/resolved.ts';
import type { Rule } from '../../types.ts';
import type { ReportViolation } from '../rule-set.ts';
import { type KubernetesRuleSet, numberOr } from './context.ts';

const preStopWithinGrace: Rule = {
  id: 'pre-stop-within-grace',
  severity: 'warning',
  summary: 'preStop leaves the program time to stop',
  rationale: 'SIGKILL at every stop: SIGTERM arrives when the grace period is over, and nothing is drained',
  fix: 'Raise terminationGracePeriodSeconds above the sum of preStop and the drain.',
};

const probeWithinPeriod: Rule = {
  id: 'probe-gives-up-within-period',
  severity: 'note',
  summary: 'A probe times out before the next one is due',
  rationale: 'a hung process that is detected later than periodSeconds and failureThreshold suggest',
  fix: 'Lower timeoutSeconds, if the probe answers faster; keep it, if slow answers are normal.',
};

const livenessSucceedsOnce: Rule = {
  id: 'liveness-succeeds-once',
  severity: 'error',
  summary: 'A liveness or startup probe has a successThreshold of 1',
  rationale: 'an object that the API rejects',
  fix: 'Remove successThreshold; only readiness probes may have one above 1.',
};

const serviceNeedsReadiness: Rule = {
  id: 'service-asks-readiness',
  severity: 'warning',
  summary: 'Pods behind a Service have a readiness probe',
  rationale: 'requests to pods that are not listening yet, at every start and every deployment',
  fix: 'Add a readinessProbe to the container.',
};

const selectorMatchesOwnPods: Rule = {
  id: 'selector-chooses-own-pods',
  severity: 'error',
  summary: 'The selector of a workload matches its own pods',
  rationale: 'an object that the API rejects',
  fix: 'Add the labels of the selector to the pod template.',
};

export const podRules: KubernetesRuleSet = {
  rules: [
    preStopWithinGrace,
    probeWithinPeriod,
    livenessSucceedsOnce,
    serviceNeedsReadiness,
    selectorMatchesOwnPods,
  ],
  check({ objects, workloads }, report) {
    for (const workload of workloads) {
      for (const container of workload.containers) checkContainer(workload, container, report);
      const { object, mainContainer, services } = workload;
      if (matchesLabels(readMatchLabels(object.node.get('spec', 'selector')), workload.labels) === false)
        report(
          selectorMatchesOwnPods,
          object.node.get('spec', 'selector', 'matchLabels'),
          'the labels of the pod template differ',
        );
      if (mainContainer !== null && services.length > 0) checkReadiness(workload, objects, report);
    }
  },
};

function checkContainer({ pod }: Workload, container: ConfigNode, report: ReportViolation): void {
  for (const { rule, place, message, fix } of checkProgram(readProgram(container, pod)))
    report(rule, { place }, message, fix);
  const termination = readTermination(pod, container);
  if (termination?.preStopSeconds && termination.preStopSeconds >= termination.graceSeconds) {
    const graceText = `${termination.graceSeconds} s${termination.isDefault ? ' (default)' : ''}`;
    report(
      preStopWithinGrace,
      termination.preStopNode,
      `preStop takes ${termination.preStopSeconds} s of ${graceText}`,
    );
  }
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = container.get(name);
    if (probe.isAbsent) continue;
    const [timeout, period] = [
      numberOr(probe.get('timeoutSeconds'), 1),
      numberOr(probe.get('periodSeconds'), 10),
    ];
    if (timeout !== null && period !== null && timeout > period)
      report(
        probeWithinPeriod,
        probe.get('timeoutSeconds'),
        `the timeout is ${timeout} s, and the period ${period} s`,
      );
    const successes = numberOr(probe.get('successThreshold'), 1);
    if (name !== 'readinessProbe' && successes !== null && successes !== 1)
      report(livenessSucceedsOnce, probe.get('successThreshold'), `it is ${successes}`);
  }
}

/** With several containers it is unknown which one serves. A startup probe also delays readiness. */
function checkReadiness(
  { containers, pod, services }: Workload,
  objects: readonly KubernetesObject[],
  report: ReportViolation,
): void {
  const [only] = containers;
  if (only === undefined || containers.length > 1 || !pod.get('readinessGates').isAbsent) return;
  if (!only.get('readinessProbe').isAbsent || !only.get('startupProbe').isAbsent) return;
  const routed = services.find(
    (service) =>
      !isScraped(service, objects) &&
      service.node.get('spec', 'publishNotReadyAddresses').flag() !== true &&
      service.node.get('spec', 'clusterIP').value !== 'None' &&
      !(service.node.get('spec', 'ports').items() ?? []).every((one) => one.get('protocol').value === 'UDP'),
  );
  if (routed)
    report(serviceNeedsReadiness, only, `Service/${routed.name} sends to it, and it has no readinessProbe`);
}

/** A Service that only Prometheus scrapes needs no readiness: a failed scrape is repeated. */
function isScraped({ name, node }: KubernetesObject, objects: readonly KubernetesObject[]): boolean {
  const ports = node.get('spec', 'ports').items() ?? [];
  if (ports.length > 0 && ports.every((one) => /metrics|prom/.test(String(one.get('name').value))))
    return true;
  const serviceLabels = readLabels(node.get('metadata', 'labels'));
  const isMonitored = objects.some(
    ({ kind, node: monitor }) =>
      kind === 'ServiceMonitor' &&
      matchesLabels(readMatchLabels(monitor.get('spec', 'selector')), serviceLabels) === true,
  );
  const isRouted = objects.some(
    (object) =>
      /^(?:Ingress|.*Route)$/.test(object.kind) && canonicalKey(object.node.value).includes(`"${name}"`),
  );
  return isMonitored && !isRouted;
}
