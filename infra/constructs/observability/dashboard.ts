import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { globalName } from '../names.ts';
import type { DeploymentMetrics } from './metrics.ts';

/** Size of one graph; a dashboard has 24 columns. */
const graphSize = { width: 8, height: 6 };
const gridColumns = 24;

/** All metrics with alarms on one page, each with its threshold. */
export function createDashboard(
  scope: Construct,
  contract: Pick<Contract, 'profile' | 'deployment'>,
  metrics: DeploymentMetrics,
  alarms: readonly cloudwatch.Alarm[],
): cloudwatch.Dashboard {
  const { alarms: limits, scaling, database, web } = contract.deployment;
  const databaseAlarmMark = (of: number) => alarmMark((limits.databasePercentMax * of) / 100);
  return new cloudwatch.Dashboard(scope, 'Dashboard', {
    dashboardName: globalName(scope, contract),
    defaultInterval: Duration.hours(3),
    widgets: [
      [createAlarmStatus(alarms)],
      [
        graph('Requests', [metrics.requests]),
        graph('Errors, per cent', [metrics.errorPercent], alarmMark(limits.errorPercentMax)),
        graph('99 of 100 answers within, ms', [metrics.p99Ms], alarmMark(limits.p99MsMax)),
      ],
      [
        graph(
          'Viewers of a web task',
          [metrics.liveConnections],
          scaleOutMark(scaling.liveConnectionsPerTask),
        ),
        graph('Unhealthy targets', [metrics.unhealthyTargets]),
        graph('What models cost in an hour, USD', [metrics.spendUsd], alarmMark(limits.spendUsdPerHourMax)),
      ],
      [
        graph(
          'Debates that wait, for each worker',
          [metrics.backlogPerWorker],
          scaleOutMark(scaling.backlogPerWorker),
        ),
        graph(
          'Workers, per cent',
          [metrics.workerUtilisation],
          scaleOutMark(scaling.workerUtilisationPercent),
        ),
        graph(
          'Failures',
          [metrics.debatesFailed, metrics.providerErrors],
          alarmMark(limits.failedDebatesMax),
        ),
      ],
      [
        graph(
          'Database connections',
          [metrics.databaseConnections],
          databaseAlarmMark(database.connectionsMax),
        ),
        graph(
          'Database capacity, per cent',
          [metrics.databaseCapacityPercent],
          alarmMark(limits.databasePercentMax),
        ),
        graph(
          'Longest wait of a debate, s',
          [metrics.backlogAgeSeconds],
          alarmMark(limits.backlogAgeMsMax / 1000),
        ),
      ],
      [
        graph('Healthy targets', [metrics.healthyTargets], alarmMark(web.tasksMin)),
        ...(metrics.cacheThrottled === null
          ? []
          : [graph('Commands that the cache refused', [metrics.cacheThrottled], alarmMark(0))]),
      ],
    ],
  });
}

interface Mark {
  readonly value: number;
  readonly label: string;
}

const alarmMark = (value: number): Mark[] => [{ value, label: 'alarm' }];
const scaleOutMark = (value: number): Mark[] => [{ value, label: 'more tasks' }];

const graph = (title: string, left: cloudwatch.IMetric[], marks: readonly Mark[] = []) =>
  new cloudwatch.GraphWidget({
    title,
    left,
    ...graphSize,
    leftYAxis: { min: 0 },
    leftAnnotations: marks.map(({ value, label }) => ({ value, label, color: cloudwatch.Color.RED })),
  });

const createAlarmStatus = (alarms: readonly cloudwatch.Alarm[]): cloudwatch.AlarmStatusWidget =>
  new cloudwatch.AlarmStatusWidget({
    title: 'Alarms',
    alarms: [...alarms],
    width: gridColumns,
    height: 3,
  });
