import type { Contract } from '../../../app/contract/contract.ts';
import type { Differences } from '../../../app/contract/profiles.ts';
import { refusalsOf } from '../platform/services.ts';
import { synthesize } from '../platform/synthesis.ts';
import type { Row, Seen } from '../row.ts';
import type { Stage } from '../stage.ts';

const second = 1000;

/** Deploys: CDK first, then the schemas of CloudFormation, then the services themselves, each as far as it comes. */
async function deploy({ contract }: Stage): Promise<Seen> {
  const made = await synthesize(contract);
  if (made.outcome === 'refused') return { of: 1, failures: [`CDK: ${made.why.replace(/\s+/g, ' ')}`] };
  const { templates, findings } = made;
  const failures = findings.length > 0 ? findings : refusalsOf(templates);
  return { of: 1, failures: failures.slice(0, 1) };
}

/** Numbers of production, as they are: what is refused is a template, and nothing waits. */
const refused = (
  id: string,
  expected: RegExp,
  broken: Differences<Contract>,
  both: Differences<Contract> = {},
): Row => ({
  ...{ id, expected, both },
  predicts: 'a deployment that is refused',
  shownBy: 'validation',
  profile: 'production',
  factor: 1,
  breaks: () => broken,
  run: deploy,
});

const balancer = (numbers: Differences<Contract['deployment']['balancer']>) => ({
  deployment: { balancer: numbers },
});

export const refusedRows: readonly Row[] = [
  refused(
    'client-keep-alive-allowed',
    /^CDK: .*keep ?alive/i,
    balancer({ clientKeepAliveMs: 8 * 24 * 3600 * second }),
  ),
  refused(
    'gateway-idle-allowed',
    /^ModifyLoadBalancerAttributes: idle_timeout/,
    { edge: { gatewayIdleMs: 5000 * second } },
    { http: { headersMs: 6000 * second, requestMs: 6000 * second } },
  ),
  refused(
    'slow-start-allowed',
    /^ModifyTargetGroupAttributes: a slow start/,
    balancer({ slowStartMs: 30 * second }),
  ),
  refused('gateway-read-allowed', /^CreateDistribution: OriginReadTimeout/, {
    edge: { gatewayReadMs: 600 * second },
  }),
  refused('stop-allowed', /^RegisterTaskDefinition: StopTimeout/, { process: { stopMs: 180 * second } }),
  refused(
    'deregistration-allowed',
    /^ModifyTargetGroupAttributes: deregistration_delay/,
    balancer({ deregistrationMs: 4000 * second }),
    { deployment: { scaling: { inCooldownMs: 5000 * second } } },
  ),
  refused(
    'balancer-check-gives-up',
    /^CDK: .*interval must be greater than .*timeout/i,
    balancer({ health: { timeoutMs: 12 * second } }),
  ),
  refused(
    'rollout-within-operation',
    /^CloudFormation: canary and bake take/,
    { deployment: { rollout: { bakeMs: 24 * 3600 * second } } },
    { deployment: { rollout: { canaryMs: 10 * 3600 * second } } },
  ),
];
