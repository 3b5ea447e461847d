import { kubernetesRule } from '../../../rule.ts';
import { collectUnmatchedSelectors } from './unmatched-selectors.ts';

export const selectorChoosesNamesake = kubernetesRule({
  id: 'selector-chooses-namesake',
  severity: 'warning',
  summary: 'A selector matches the pods of the workload with the same name',
  rationale: 'a Service without endpoints, or a budget or policy without effect',
  fix: 'Copy the labels of the pods into the selector.',
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/',
  check({ objects }, report) {
    for (const { node, text, namesake } of collectUnmatchedSelectors(objects))
      if (namesake !== null)
        report(node, `${text}, and the pods of ${namesake.kind}/${namesake.name} have other labels`);
  },
});
