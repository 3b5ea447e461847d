import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { accessLogMessage } from '../../../app/contract/access-log.ts';
import {
  type EmfMetricName,
  emfDimension,
  emfNamespace,
  emfServiceName,
} from '../../../app/contract/emf-metrics.ts';
import type { Route } from '../../../app/contract/route.ts';
import { routes } from '../../../app/contract/routes.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { type BalancerSources, createTargetCount, createTrafficMetrics } from './balancer-metrics.ts';

export interface MetricSources extends BalancerSources {
  /** Access logs of the web service and, if there is one, of the function. */
  readonly requestLogs: readonly logs.ILogGroup[];
  /** Of the cluster, or of the instance. */
  readonly databaseId: string;
  /** null: without a cache of its own. */
  readonly cacheName: string | null;
}

export type DeploymentMetrics = ReturnType<typeof createDeploymentMetrics>;

/** A metric that the tasks of a service write themselves (app/contract/emf-metrics.ts). */
export const createEmfMetric = (
  { profile, deployment }: Pick<Contract, 'profile' | 'deployment'>,
  metricName: EmfMetricName,
  service: 'web' | 'worker',
  period: Duration,
  statistic = 'Average',
) =>
  new cloudwatch.Metric({
    namespace: emfNamespace,
    dimensionsMap: {
      [emfDimension]: emfServiceName(profile, deployment.services === 'combined' ? 'all' : service),
    },
    metricName,
    period,
    statistic,
  });

/** Metrics of the alarms and the dashboard. */
export function createDeploymentMetrics(
  scope: Construct,
  contract: Pick<Contract, 'profile' | 'deployment'>,
  sources: MetricSources,
) {
  const { alarms } = contract.deployment;
  const period = Duration.millis(alarms.periodMs);
  const long = Duration.millis(alarms.periodMs * alarms.periods);
  const hour = Duration.hours(1);
  const { databaseId, cacheName } = sources;
  const isAurora = contract.deployment.database.kind === 'aurora';
  const database = (metricName: string, statistic: string) =>
    new cloudwatch.Metric({
      namespace: 'AWS/RDS',
      dimensionsMap: isAurora
        ? { DBClusterIdentifier: databaseId, Role: 'WRITER' }
        : { DBInstanceIdentifier: databaseId },
      metricName,
      statistic,
      period,
    });
  return {
    ...createTrafficMetrics(sources, period),
    p99Ms: createRequestDuration(scope, contract, sources.requestLogs).with({ statistic: 'p99', period }),
    unhealthyTargets: createTargetCount(sources, 'UnHealthyHostCount', period),
    healthyTargets: createTargetCount(sources, 'HealthyHostCount', period),
    liveConnections: createEmfMetric(contract, 'LiveConnections', 'web', period),
    backlogPerWorker: createEmfMetric(contract, 'BacklogPerWorker', 'worker', period),
    // From web tasks, which report it even when all workers are lost.
    backlogAgeSeconds: createEmfMetric(contract, 'BacklogAgeSeconds', 'web', period, 'Maximum'),
    workerUtilisation: createEmfMetric(contract, 'WorkerUtilisation', 'worker', period),
    debatesFailed: createEmfMetric(contract, 'DebatesFailed', 'worker', long, 'Sum'),
    providerErrors: createEmfMetric(contract, 'ProviderErrors', 'worker', long, 'Sum'),
    spendUsd: createEmfMetric(contract, 'SpendUsd', 'worker', hour, 'Sum'),
    databaseConnections: database('DatabaseConnections', 'Maximum'),
    cacheThrottled: cacheName === null ? null : createCacheThrottled(cacheName, period),
    databaseCapacityPercent: database(isAurora ? 'ACUUtilization' : 'CPUUtilization', 'Average'),
  };
}

/** Commands that the cache refused because it grows more slowly than the load. */
const createCacheThrottled = (clusterId: string, period: Duration): cloudwatch.Metric =>
  new cloudwatch.Metric({
    namespace: 'AWS/ElastiCache',
    metricName: 'ThrottledCmds',
    dimensionsMap: { clusterId },
    statistic: 'Sum',
    period,
  });

/** Response time from the access log. The load balancer's own metric includes long polls, which wait on purpose. */
function createRequestDuration(
  scope: Construct,
  { profile }: Pick<Contract, 'profile'>,
  requestLogs: readonly logs.ILogGroup[],
): cloudwatch.Metric {
  const longPolls = Object.entries<Route>(routes).flatMap(([name, { webOnly }]) =>
    webOnly === 'long-poll' ? [name] : [],
  );
  const named = { namespace: `Rostrum/${profile}`, metricName: 'RequestMs' };
  // The filters of both logs write to one metric.
  requestLogs.forEach((logGroup, index) => {
    new logs.MetricFilter(scope, index === 0 ? 'RequestMs' : `RequestMs${index}`, {
      logGroup,
      metricNamespace: named.namespace,
      metricName: named.metricName,
      metricValue: '$.ms',
      unit: cloudwatch.Unit.MILLISECONDS,
      filterPattern: logs.FilterPattern.all(
        logs.FilterPattern.stringValue('$.msg', '=', accessLogMessage),
        ...longPolls.map((name) => logs.FilterPattern.stringValue('$.route', '!=', name)),
      ),
    });
  });
  return new cloudwatch.Metric(named);
}
