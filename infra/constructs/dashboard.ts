import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Contract } from '../../app/contract/contract.ts';
import type { Metrics } from './watched.ts';

/** How wide one graph is of the 24 columns that there are, and how high. */
const size = { width: 8, height: 6 };
const columns = 24;

/** What the alarms go by, on one page, each with the number at which its alarm rings. */
export function createDashboard(
  scope: Construct,
  contract: Contract,
  metrics: Metrics,
  alarms: readonly cloudwatch.Alarm[],
): cloudwatch.Dashboard {
  const graph = (title: string, left: cloudwatch.IMetric[], marks: readonly Mark[] = []) =>
    new cloudwatch.GraphWidget({
      ...{ title, left, ...size },
      leftYAxis: { min: 0 },
      leftAnnotations: marks.map(({ at, says }) => ({ value: at, label: says, color: cloudwatch.Color.RED })),
    });
  const { alarms: limits, scaling, database } = contract.deployment;
  const rings = (at: number): Mark[] => [{ at, says: 'alarm' }];
  const grows = (at: number): Mark[] => [{ at, says: 'more tasks' }];
  const shareOf = (of: number) => rings((limits.databasePercentMax * of) / 100);
  return new cloudwatch.Dashboard(scope, 'Dashboard', {
    dashboardName: `rostrum-${contract.profile}`,
    defaultInterval: Duration.hours(3),
    widgets: [
      [new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: columns, height: 3 })],
      [
        graph('Requests', [metrics.requests]),
        graph('Errors, per cent', [metrics.errorPercent], rings(limits.errorPercentMax)),
        graph('99 of 100 answers within, ms', [metrics.p99Ms], rings(limits.p99MsMax)),
      ],
      [
        graph('Viewers of a web task', [metrics.liveConnections], grows(scaling.liveConnectionsPerTask)),
        graph('Unhealthy targets', [metrics.unhealthyTargets]),
        graph('What models cost in an hour, USD', [metrics.spendUsd], rings(limits.spendUsdPerHourMax)),
      ],
      [
        graph(
          'Debates that wait, for each worker',
          [metrics.backlogPerWorker],
          grows(scaling.backlogPerWorker),
        ),
        graph('Workers, per cent', [metrics.workerUtilisation], grows(scaling.workerUtilisationPercent)),
        graph('Failures', [metrics.debatesFailed, metrics.providerErrors], rings(limits.failedDebatesMax)),
      ],
      [
        graph('Database connections', [metrics.databaseConnections], shareOf(database.connectionsMax)),
        graph(
          'Database capacity, per cent',
          [metrics.databaseCapacityPercent],
          rings(limits.databasePercentMax),
        ),
        graph(
          'Longest wait of a debate, s',
          [metrics.backlogAgeSeconds],
          rings(limits.backlogAgeMsMax / 1000),
        ),
      ],
    ],
  });
}

interface Mark {
  readonly at: number;
  readonly says: string;
}
