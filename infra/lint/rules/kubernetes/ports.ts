import { chooses, labelsIn, type Thing } from '../../models/kubernetes/objects.ts';
import { isService, type Pods, podsIn } from '../../models/kubernetes/pods.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Rule } from '../../source.ts';
import type { Rules, Say } from './rule.ts';

const probed: Rule = {
  id: 'probe-port-is-there',
  severity: 'error',
  summary: 'The port that a probe names is one that its container has',
  prevents:
    'pods that never become ready, or a hung one that nobody restarts: the kubelet knows no port to ask',
  fix: 'Give the port of the container that name, or write its number.',
};

const port: Rule = {
  id: 'service-port-is-there',
  severity: 'error',
  summary: 'The port that a Service names is one that its pods have',
  prevents: 'a Service that leads nowhere: every connection is refused',
  fix: 'Give the port of the container that name, or write its number.',
};

const allowed: Rule = {
  id: 'port-name-allowed',
  severity: 'error',
  summary: 'A port is a number, or a name of at most 15 small letters, digits and hyphens, with one letter at least',
  prevents: 'an object that the API refuses',
  fix: 'Write a number without quotes, or a shorter name.',
};

export const portRules: Rules = {
  rules: [probed, port, allowed],
  check({ things }, say) {
    const all = podsIn(things);
    for (const pods of all) for (const container of containersOf(pods)) ofContainer(container, say);
    for (const service of things.filter(isService)) ofService(service, all, say);
  },
};

/** Init containers that are started again have ports and probes, too. */
const containersOf = ({ spec }: Pods): View[] => [
  ...(spec.get('containers').items() ?? []),
  ...(spec.get('initContainers').items() ?? []),
];

/** The names of a container's ports; null where one of them is filled in by a tool. */
function namesOf(container: View): string[] | null {
  const ports = container.get('ports').items();
  const names = ports?.map((one) => one.get('name')).filter((name) => !name.isAbsent);
  return names?.every(isPlain) ? names.map(({ value }) => String(value)) : null;
}

/** A text as it stands, and none of `{{ … }}` or `${…}`. */
const isPlain = ({ value }: View): boolean => typeof value === 'string' && /^[\w-]+$/.test(value);

const isAllowed = (name: string): boolean =>
  name.length <= 15 && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) && /[a-z]/.test(name);

function ofContainer(container: View, say: Say): void {
  // A container without an image is a patch: its ports stand elsewhere.
  const names = container.get('image').isAbsent ? null : namesOf(container);
  for (const one of container.get('ports').items() ?? []) ofName(one.get('name'), say);
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe'])
    for (const way of ['httpGet', 'tcpSocket']) {
      const asked = container.get(name, way, 'port');
      if (!isPlain(asked)) continue;
      if (!isAllowed(String(asked.value))) ofName(asked, say);
      else if (names !== null && !names.includes(String(asked.value)))
        say(probed, asked, `it asks ${String(asked.value)}, and ${has('the container', names)}`);
    }
}

const has = (what: string, names: readonly string[]): string =>
  `${what} ${what.endsWith('s') ? 'have' : 'has'} ${names.join(', ') || 'no port with a name'}`;

function ofName(name: View, say: Say): void {
  if (isPlain(name) && !isAllowed(String(name.value))) say(allowed, name, `it is "${String(name.value)}"`);
}

/** Pods without the port are left out, so that one that has it is enough. */
function ofService(service: Thing, all: readonly Pods[], say: Say): void {
  const selector = labelsIn(service.view.get('spec', 'selector'));
  if (selector === null || selector.size === 0) return;
  const chosen = all.filter(
    ({ owner, labels }) => owner.namespace === service.namespace && chooses(selector, labels) === true,
  );
  const names = chosen.flatMap(containersOf).map(namesOf);
  for (const entry of service.view.get('spec', 'ports').items() ?? []) {
    const target = entry.get('targetPort');
    if (!isPlain(target)) continue;
    const name = String(target.value);
    if (!isAllowed(name)) ofName(target, say);
    else if (names.length > 0 && names.every((some) => some !== null && !some.includes(name))) {
      const others = [...new Set(names.flatMap((some) => some ?? []))];
      say(port, target, `Service/${service.name} sends to ${name}, and ${has('the pods', others)}`);
    }
  }
}
