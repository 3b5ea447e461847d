import { chooses, labelsIn, type Thing, wanted } from '../../models/kubernetes/objects.ts';
import { isService, mayGrow, mayMeet, podsIn } from '../../models/kubernetes/pods.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Rule } from '../../source.ts';
import type { Rules } from './rule.ts';

const lost: Rule = {
  id: 'selector-chooses-pods',
  severity: 'note',
  summary: 'What chooses pods by their labels chooses some of those in the files',
  prevents:
    'a Service that leads nowhere, or a budget or policy that protects nothing, should no other file have them',
  fix: 'Write the labels of the pods into the selector, or give the file that has the pods.',
};

const missed: Rule = {
  ...lost,
  id: 'selector-chooses-namesake',
  severity: 'warning',
  summary: 'What is called like a workload beside it chooses its pods',
  prevents: 'a Service that leads nowhere, or a budget or policy that protects nothing',
  fix: 'Write the labels of the pods into the selector.',
};

/** Labels that pods get from what makes them, one by one: no file has them. */
const ofControllers: ReadonlySet<string> = new Set([
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/job-name',
  'batch.kubernetes.io/job-completion-index',
  'batch.kubernetes.io/controller-uid',
  'job-name',
  'job-completion-index',
  'controller-uid',
  'controller-revision-hash',
  'pod-template-hash',
]);

export const selectorRules: Rules = {
  rules: [lost, missed],
  check({ things }, say) {
    // An operator may make pods that nobody sees here.
    if (mayGrow(things)) return;
    const all = podsIn(things);
    for (const thing of things) {
      const selector = selectorOf(thing);
      const labels = selector === null ? null : writtenIn(thing, selector);
      const around = all.filter((pods) => mayMeet(pods.owner, thing));
      if (selector === null || labels === null || around.length === 0) continue;
      // Pods without a label are part of a patch: somebody else gives them theirs.
      if (around.some((pods) => !pods.labels?.size || chooses(labels, pods.labels) !== false)) continue;
      const said = [...labels].map(([key, value]) => `${key}: ${value}`).join(', ');
      const namesake = around.find((pods) => pods.owner.name === thing.name);
      const pods = namesake
        ? `those of ${namesake.owner.kind}/${namesake.owner.name} have other labels`
        : 'no pod here has that';
      say(namesake ? missed : lost, selector, `it chooses ${said}, and ${pods}`);
    }
  },
};

/** The labels that whoever wrote the pods would have to write; null where they cannot be known. */
function writtenIn(thing: Thing, selector: View): ReadonlyMap<string, string> | null {
  const labels = isService(thing) ? labelsIn(selector) : wanted(selector);
  return labels === null ? null : new Map([...labels].filter(([key]) => !ofControllers.has(key)));
}

function selectorOf(thing: Thing) {
  const { kind, view } = thing;
  if (isService(thing))
    return view.get('spec', 'type').value === 'ExternalName' ? null : view.get('spec', 'selector');
  if (kind === 'PodDisruptionBudget') return view.get('spec', 'selector');
  return kind === 'NetworkPolicy' ? view.get('spec', 'podSelector') : null;
}
