import { parseCpus, parseQuantity } from '../../../container/quantities.ts';
import { kubernetesRule } from '../../../rule.ts';

const quantityParsers = [
  ['cpu', parseCpus],
  ['memory', parseQuantity],
  ['ephemeral-storage', parseQuantity],
] as const;

export const requestsWithinLimits = kubernetesRule({
  id: 'requests-within-limits',
  severity: 'error',
  summary: 'A container does not request more than its limit',
  rationale: 'an object that the API rejects, or a workload that never gets a pod',
  fix: 'Lower the request, or raise the limit.',
  source: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  check({ workloads }, report) {
    for (const { pod, containers } of workloads)
      for (const container of [...containers, ...pod.get('initContainers').list()])
        for (const [name, parse] of quantityParsers) {
          const request = container.get('resources', 'requests', name);
          const [asked, allowed] = [
            String(request.value),
            String(container.get('resources', 'limits', name).value),
          ];
          const [min, max] = [parse(asked), parse(allowed)];
          if (min !== null && max !== null && min > max)
            report(request, `it requests ${asked} of ${allowed}`);
        }
  },
});
