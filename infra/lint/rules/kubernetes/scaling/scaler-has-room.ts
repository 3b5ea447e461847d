import { kubernetesRule } from '../../../rule.ts';

export const scalerHasRoom = kubernetesRule({
  id: 'scaler-has-room',
  severity: 'error',
  summary: "A scaler's maximum is not below its minimum",
  rationale: 'an object that the API rejects, so that nothing scales',
  fix: 'Raise maxReplicas, or lower minReplicas.',
  source: 'https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/',
  check({ scalers }, report) {
    for (const { node } of scalers) {
      const maximum = node.get('spec', 'maxReplicas');
      const [min, max] = [node.get('spec', 'minReplicas').numberOr(1), maximum.number()];
      if (min !== null && typeof max === 'number' && min > max)
        report(maximum, `the maximum is ${max}, and the minimum ${min}`);
    }
  },
});
