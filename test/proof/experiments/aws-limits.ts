import type { Overrides } from '../../../app/contract/overrides.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { Experiment, Observation } from '../experiment.ts';
import { synthesize } from '../platform/synthesis.ts';
import { findRejections } from '../platform/template-validation.ts';
import type { TestBed } from '../test-bed.ts';

const secondMs = 1000;

/** Validates in the order of a deployment: CDK, the CloudFormation schemas, the services. */
async function deploy({ contract }: TestBed): Promise<Observation> {
  const result = await synthesize(contract);
  if (result.outcome === 'rejected')
    return { total: 1, failures: [`CDK: ${result.reason.replace(/\s+/g, ' ')}`] };
  const { templates, findings } = result;
  const failures = findings.length > 0 ? findings : findRejections(templates);
  return { total: 1, failures: failures.slice(0, 1) };
}

/** Unscaled numbers, because only templates are validated. */
const rejectedTemplate = (
  id: string,
  failurePattern: RegExp,
  broken: Overrides<Contract>,
  commonOverrides: Overrides<Contract> = {},
): Experiment => ({
  id,
  failurePattern,
  commonOverrides,
  predictedFailure: 'a rejected deployment',
  platform: 'validation',
  profile: 'production',
  factor: 1,
  mutate: () => broken,
  run: deploy,
});

const balancer = (numbers: Overrides<Contract['deployment']['balancer']>) => ({
  deployment: { balancer: numbers },
});

export const awsLimitExperiments: readonly Experiment[] = [
  rejectedTemplate(
    'client-keep-alive-allowed',
    /^CDK: .*keep ?alive/i,
    balancer({ clientKeepAliveMs: 8 * 24 * 3600 * secondMs }),
  ),
  rejectedTemplate(
    'gateway-idle-allowed',
    /^ModifyLoadBalancerAttributes: idle_timeout/,
    { edge: { gatewayIdleMs: 5000 * secondMs } },
    { http: { headersMs: 6000 * secondMs, requestMs: 6000 * secondMs } },
  ),
  rejectedTemplate(
    'slow-start-allowed',
    /^ModifyTargetGroupAttributes: a slow start/,
    balancer({ slowStartMs: 30 * secondMs }),
  ),
  rejectedTemplate('gateway-read-allowed', /^CreateDistribution: OriginReadTimeout/, {
    edge: { gatewayReadMs: 600 * secondMs },
  }),
  rejectedTemplate('stop-allowed', /^RegisterTaskDefinition: StopTimeout/, {
    process: { stopMs: 180 * secondMs },
  }),
  rejectedTemplate(
    'deregistration-allowed',
    /^ModifyTargetGroupAttributes: deregistration_delay/,
    balancer({ deregistrationMs: 4000 * secondMs }),
    { deployment: { scaling: { inCooldownMs: 5000 * secondMs } } },
  ),
  rejectedTemplate(
    'balancer-check-timeout-within-interval',
    /^CDK: .*interval must be greater than .*timeout/i,
    balancer({ health: { timeoutMs: 12 * secondMs } }),
  ),
  rejectedTemplate(
    'rollout-within-operation',
    /^CloudFormation: canary and bake take/,
    { deployment: { rollout: { bakeMs: 24 * 3600 * secondMs } } },
    { deployment: { rollout: { canaryMs: 10 * 3600 * secondMs } } },
  ),
];
