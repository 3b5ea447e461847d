import { parseCpus, parseQuantity } from '../../container/quantities.ts';
import type { ConfigNode } from '../../parse/config-node.ts';
import type { Rule } from '../../types.ts';
import type { ReportViolation } from '../rule-set.ts';
import type { KubernetesRuleSet } from './context.ts';

const requestsWithinLimits: Rule = {
  id: 'requests-within-limits',
  severity: 'error',
  summary: 'A container does not request more than its limit',
  rationale: 'an object that the API rejects, or a workload that never gets a pod',
  fix: 'Lower the request, or raise the limit.',
};

export const resourceRules: KubernetesRuleSet = {
  rules: [requestsWithinLimits],
  check({ workloads }, report) {
    for (const { pod, containers } of workloads)
      for (const container of [...containers, ...(pod.get('initContainers').items() ?? [])])
        checkResources(container.get('resources'), report);
  },
};

const quantityParsers = [
  ['cpu', parseCpus],
  ['memory', parseQuantity],
  ['ephemeral-storage', parseQuantity],
] as const;

function checkResources(resources: ConfigNode, report: ReportViolation): void {
  for (const [name, parse] of quantityParsers) {
    const [request, limit] = [resources.get('requests', name), resources.get('limits', name)];
    const [min, max] = [parse(String(request.value)), parse(String(limit.value))];
    if (min !== null && max !== null && min > max)
      report(requestsWithinLimits, request, `it requests ${String(request.value)} of ${String(limit.value)}`);
  }
}
