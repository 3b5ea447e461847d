import { routes } from '../../../../../app/contract/routes.ts';
import { cloudFormationRule } from '../../../rule.ts';

/** Names that mean nothing else. Of Rostrum, the path is known. */
const livenessPath = /\/(?:livez|liveness|health\/live|actuator\/health\/liveness|healthz\/live)\/?$/i;

export const balancerAsksReadiness = cloudFormationRule({
  id: 'balancer-asks-readiness',
  severity: 'warning',
  summary: 'The load balancer asks whether a target is ready, not whether it is alive',
  rationale: 'requests to targets that are starting, draining or without their database',
  fix: 'Use the path that answers 503 while the program cannot serve.',
  source:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html',
  check({ template, tasks }, report) {
    const isRostrum = tasks.some(({ environment }) => environment.has('ROSTRUM_CONTRACT'));
    for (const { properties } of template.groups) {
      const node = properties.get('HealthCheckPath');
      if (typeof node.value !== 'string') continue;
      if (livenessPath.test(node.value) || (isRostrum && node.value !== routes.ready.path))
        report(node, `it asks ${node.value}`);
    }
  },
});
