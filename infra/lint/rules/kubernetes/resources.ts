import { processorsOf, quantityOf } from '../../container/quantities.ts';
import type { View } from '../../parse/value-ref.ts';
import type { Rule } from '../../source.ts';
import type { Rules, Say } from './rule.ts';

const within: Rule = {
  id: 'requests-within-limits',
  severity: 'error',
  summary: 'A container requests no more than it may use',
  prevents: 'an object that the API refuses, or a workload that never gets a pod',
  fix: 'Lower the request, or raise the limit.',
};

export const resourceRules: Rules = {
  rules: [within],
  check({ workloads }, say) {
    for (const { pod, containers } of workloads)
      for (const container of [...containers, ...(pod.get('initContainers').items() ?? [])])
        ofContainer(container.get('resources'), say);
  },
};

const kinds = [
  ['cpu', processorsOf],
  ['memory', quantityOf],
  ['ephemeral-storage', quantityOf],
] as const;

function ofContainer(resources: View, say: Say): void {
  for (const [name, read] of kinds) {
    const [asked, limit] = [resources.get('requests', name), resources.get('limits', name)];
    const [least, most] = [read(String(asked.value)), read(String(limit.value))];
    if (least !== null && most !== null && least > most)
      say(within, asked, `it requests ${String(asked.value)} of ${String(limit.value)}`);
  }
}
