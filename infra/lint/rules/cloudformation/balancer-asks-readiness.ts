import type { DocumentedRule } from '../../types.ts';
import type { CloudFormationRuleSet } from './context.ts';

const example = (path: string) => `Resources:
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: { Protocol: HTTP, Port: 80, VpcId: vpc-1, HealthCheckPath: ${path} }
`;

const balancerAsksReadiness: DocumentedRule = {
  id: 'balancer-asks-readiness',
  severity: 'warning',
  summary: 'The load balancer asks whether a target is ready, not whether it is alive',
  rationale: 'requests to targets that are starting, draining or without their database',
  fix: 'Use the path that answers 503 while the program cannot serve.',
  source:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html',
  fails: [{ name: 'template.yaml', text: example('/livez') }],
  passes: [{ name: 'template.yaml', text: example('/readyz') }],
};

/** Names that mean nothing else. */
const livenessPath = /\/(?:livez|liveness|health\/live|actuator\/health\/liveness|healthz\/live)\/?$/i;

export const balancerHealthRules: CloudFormationRuleSet = {
  rules: [balancerAsksReadiness],
  check({ deployment: { template } }, report) {
    for (const { properties } of template.ofType('AWS::ElasticLoadBalancingV2::TargetGroup')) {
      const node = properties.get('HealthCheckPath');
      if (typeof node.value === 'string' && livenessPath.test(node.value))
        report(balancerAsksReadiness, node, `it asks ${node.value}`);
    }
  },
};
