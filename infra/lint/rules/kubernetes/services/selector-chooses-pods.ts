import { kubernetesRule } from '../../../rule.ts';
import { collectUnmatchedSelectors } from './unmatched-selectors.ts';

export const selectorChoosesPods = kubernetesRule({
  id: 'selector-chooses-pods',
  severity: 'note',
  summary: 'A selector matches some of the pods in the files',
  rationale:
    'a Service without endpoints, or a budget or policy without effect, unless another file has the pods',
  fix: 'Copy the labels of the pods into the selector, or audit this file together with the file that has the pods.',
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/',
  check({ objects }, report) {
    for (const { node, text, namesake } of collectUnmatchedSelectors(objects))
      if (namesake === null) report(node, `${text}, and no pod has these labels`);
  },
});
