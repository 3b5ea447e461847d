import { flawsOfProgram } from '../../container/program.ts';
import { chooses, labelsIn, type Thing, wanted } from '../../models/kubernetes/objects.ts';
import { stopOf } from '../../models/kubernetes/termination.ts';
import { programOf, type Workload } from '../../models/kubernetes/workloads.ts';
import { asKey } from '../../parse/resolved.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Rule } from '../../source.ts';
import { numberOr, type Rules, type Say } from './rule.ts';

const grace: Rule = {
  id: 'pre-stop-within-grace',
  severity: 'error',
  summary: 'What is waited before SIGTERM leaves time for the program to end',
  prevents: 'SIGKILL at every stop: the program hears SIGTERM when its time is over, and drains nothing',
  fix: 'Raise terminationGracePeriodSeconds above preStop and the drain together.',
};

const slow: Rule = {
  id: 'probe-gives-up-within-period',
  severity: 'note',
  summary: 'A probe gives up before the next one is due',
  prevents: 'a hung process that is noticed later than periodSeconds and failureThreshold say',
  fix: 'Set timeoutSeconds below periodSeconds.',
};

const once: Rule = {
  id: 'liveness-succeeds-once',
  severity: 'error',
  summary: 'A liveness or startup probe has succeeded when it has succeeded once',
  prevents: 'an object that the API refuses',
  fix: 'Take successThreshold out; only readiness probes may have one above 1.',
};

const ready: Rule = {
  id: 'service-asks-readiness',
  severity: 'warning',
  summary: 'Pods behind a Service say when they are ready',
  prevents: 'requests to pods that do not listen yet, at every start and every deployment',
  fix: 'Add a readinessProbe to the container.',
};

const labels: Rule = {
  id: 'selector-chooses-own-pods',
  severity: 'error',
  summary: 'A workload makes the pods that it looks for',
  prevents: 'an object that the API refuses',
  fix: 'Give the pods of the template the labels of the selector.',
};

export const podRules: Rules = {
  rules: [grace, slow, once, ready, labels],
  check({ things, workloads }, say) {
    for (const workload of workloads) {
      for (const container of workload.containers) ofContainer(workload, container, say);
      const { object, mainContainer, services } = workload;
      if (chooses(wanted(object.view.get('spec', 'selector')), workload.labels) === false)
        say(
          labels,
          object.view.get('spec', 'selector', 'matchLabels'),
          'the labels of the template are others',
        );
      if (mainContainer !== null && services.length > 0) behindService(workload, things, say);
    }
  },
};

function ofContainer({ pod }: Workload, container: View, say: Say): void {
  for (const { rule, place, message } of flawsOfProgram(programOf(container, pod))) say(rule, { place }, message);
  const stop = stopOf(pod, container);
  if (stop?.preStopSeconds && stop.preStopSeconds >= stop.graceSeconds) {
    const granted = `${stop.graceSeconds} s${stop.isDefault ? ' (the default)' : ''}`;
    say(grace, stop.preStopNode, `preStop takes ${stop.preStopSeconds} s of ${granted}`);
  }
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = container.get(name);
    if (probe.isAbsent) continue;
    const [timeout, period] = [
      numberOr(probe.get('timeoutSeconds'), 1),
      numberOr(probe.get('periodSeconds'), 10),
    ];
    if (timeout !== null && period !== null && timeout > period)
      say(slow, probe.get('timeoutSeconds'), `it gives up after ${timeout} s, and is due every ${period} s`);
    const successes = numberOr(probe.get('successThreshold'), 1);
    if (name !== 'readinessProbe' && successes !== null && successes !== 1)
      say(once, probe.get('successThreshold'), `it is ${successes}`);
  }
}

/** Only with one container is it clear who is asked. A startup probe holds readiness back, too. */
function behindService({ containers, pod, services }: Workload, things: readonly Thing[], say: Say): void {
  const [only] = containers;
  if (only === undefined || containers.length > 1 || !pod.get('readinessGates').isAbsent) return;
  if (!only.get('readinessProbe').isAbsent || !only.get('startupProbe').isAbsent) return;
  const asked = services.find(
    (service) =>
      !isScraped(service, things) &&
      service.view.get('spec', 'publishNotReadyAddresses').flag() !== true &&
      service.view.get('spec', 'clusterIP').value !== 'None' &&
      !(service.view.get('spec', 'ports').items() ?? []).every((one) => one.get('protocol').value === 'UDP'),
  );
  if (asked) say(ready, only, `Service/${asked.name} sends to it, and it has no readinessProbe`);
}

/** A Service that only Prometheus asks needs no readiness: what does not answer is asked again. */
function isScraped({ name, view }: Thing, things: readonly Thing[]): boolean {
  const ports = view.get('spec', 'ports').items() ?? [];
  if (ports.length > 0 && ports.every((one) => /metrics|prom/.test(String(one.get('name').value))))
    return true;
  const own = labelsIn(view.get('metadata', 'labels'));
  const isMonitored = things.some(
    ({ kind, view: monitor }) =>
      kind === 'ServiceMonitor' && chooses(wanted(monitor.get('spec', 'selector')), own) === true,
  );
  const isLedTo = things.some(
    (thing) => /^(?:Ingress|.*Route)$/.test(thing.kind) && asKey(thing.view.value).includes(`"${name}"`),
  );
  return isMonitored && !isLedTo;
}
