import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Duration } from 'aws-cdk-lib/core';
import type { LoadBalancerResources } from '../edge/load-balancer.ts';

export interface BalancerSources {
  readonly balancer: LoadBalancerResources;
  /** Full names of the web service's target groups. */
  readonly targetGroups: readonly string[];
  /** Full name of the function's target group, if there is one. */
  readonly functionTargets: string | null;
}

interface RequestMetrics {
  readonly requests: cloudwatch.IMetric;
  readonly errorPercent: cloudwatch.IMetric;
}

/** Requests, and the percentage of them that failed: 0 without requests. */
export const createTrafficMetrics = (sources: BalancerSources, period: Duration): RequestMetrics =>
  sources.balancer.group === null ? sharedRequests(sources, period) : ownRequests(sources, period);

/**
 * Of a load balancer of its own, which counts only requests with a target, so that its own errors are added to both
 * sides.
 */
function ownRequests({ balancer }: BalancerSources, period: Duration): RequestMetrics {
  const { metrics } = balancer.loadBalancer;
  const sum = { statistic: 'Sum', period };
  const requests = metrics.requestCount(sum);
  return {
    requests,
    errorPercent: createErrorPercent('(FILL(requests, 0) + FILL(balancer, 0))', period, {
      requests,
      ours: metrics.httpCodeTarget(elbv2.HttpCodeTarget.TARGET_5XX_COUNT, sum),
      balancer: metrics.httpCodeElb(elbv2.HttpCodeElb.ELB_5XX_COUNT, sum),
    }),
  };
}

/** Of Rostrum's target groups only: nothing says whose requests a shared load balancer failed itself. */
function sharedRequests(sources: BalancerSources, period: Duration): RequestMetrics {
  const requests = sumOfTargets(sources, 'RequestCount', { label: 'Requests', prefix: 'requests', period });
  const failed = { label: 'Failed requests', prefix: 'failed', period };
  const ours = sumOfTargets(sources, 'HTTPCode_Target_5XX_Count', failed);
  return {
    requests,
    errorPercent: createErrorPercent('FILL(requests, 0)', period, { requests, ours }),
  };
}

/** Failed requests are `ours` and, if it is among the metrics, `balancer`. */
const createErrorPercent = (
  all: string,
  period: Duration,
  usingMetrics: Record<'requests' | 'ours', cloudwatch.IMetric> & { readonly balancer?: cloudwatch.IMetric },
) => {
  const failed = ['ours', 'balancer'].filter((name) => Object.hasOwn(usingMetrics, name));
  return new cloudwatch.MathExpression({
    label: 'Requests answered with 5xx, per cent',
    expression: `IF(${all} > 0, 100 * (${failed.map((name) => `FILL(${name}, 0)`).join(' + ')}) / ${all}, 0)`,
    usingMetrics,
    period,
  });
};

const targetCountLabels = { HealthyHostCount: 'Healthy targets', UnHealthyHostCount: 'Unhealthy targets' };

/** Of the web service; the load balancer does not check the function. */
export const createTargetCount = (
  { balancer, targetGroups }: BalancerSources,
  metricName: keyof typeof targetCountLabels,
  period: Duration,
): cloudwatch.MathExpression =>
  sumOfTargets({ balancer, targetGroups, functionTargets: null }, metricName, {
    label: targetCountLabels[metricName],
    prefix: 'group',
    period,
    statistic: 'Maximum',
  });

interface SumOptions {
  readonly label: string;
  /** Of the ids of the added metrics. */
  readonly prefix: string;
  readonly period: Duration;
  readonly statistic?: string;
}

/** Over all target groups; blue and green take turns. */
function sumOfTargets(
  { balancer, targetGroups, functionTargets }: BalancerSources,
  metricName: string,
  { label, prefix, period, statistic = 'Sum' }: SumOptions,
): cloudwatch.MathExpression {
  const groups = functionTargets === null ? targetGroups : [...targetGroups, functionTargets];
  const metrics = groups.map((TargetGroup) => {
    const dimensionsMap = { LoadBalancer: balancer.fullName, TargetGroup };
    return new cloudwatch.Metric({
      namespace: 'AWS/ApplicationELB',
      metricName,
      dimensionsMap,
      statistic,
      period,
    });
  });
  return new cloudwatch.MathExpression({
    label,
    expression: metrics.map((_, index) => `FILL(${prefix}${index}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [`${prefix}${index}`, metric])),
    period,
  });
}
