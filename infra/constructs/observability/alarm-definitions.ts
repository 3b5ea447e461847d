import type { Contract } from '../../../app/contract/types/contract.ts';
import type { DeploymentMetrics } from './metrics.ts';

/** The condition of an alarm, and the service whose deployment it rolls back. */
interface AlarmDefinition {
  readonly description: string;
  readonly metric: keyof DeploymentMetrics;
  readonly threshold: (contract: Contract) => number;
  /** Periods for which the condition must hold; null: `alarms.periods`. */
  readonly periods: number | null;
  readonly rollsBack?: 'web' | 'worker';
  /** Too few instead of too many; without data there are none. */
  readonly isMinimum?: true;
}

export const alarmDefinitions: Readonly<Record<string, AlarmDefinition>> = {
  errors: {
    description: 'More requests than allowed are answered with 5xx',
    metric: 'errorPercent',
    threshold: ({ deployment }) => deployment.alarms.errorPercentMax,
    periods: null,
    rollsBack: 'web',
  },
  slow: {
    description: 'One answer in a hundred takes too long',
    metric: 'p99Ms',
    threshold: ({ deployment }) => deployment.alarms.p99MsMax,
    periods: null,
    rollsBack: 'web',
  },
  unhealthy: {
    description: 'Web tasks fail the health check of the load balancer',
    metric: 'unhealthyTargets',
    threshold: () => 0,
    periods: null,
  },
  healthy: {
    description: 'Fewer web tasks are healthy than there must be, or none',
    metric: 'healthyTargets',
    threshold: ({ deployment }) => deployment.web.tasksMin,
    periods: null,
    isMinimum: true,
  },
  connections: {
    description: 'Web tasks have nearly as many viewers as they take',
    metric: 'liveConnections',
    threshold: ({ deployment, live }) =>
      percentOf(deployment.alarms.liveConnectionsPercentMax, live.viewersMax),
    periods: null,
  },
  backlog: {
    description: 'A debate has waited too long for a worker',
    metric: 'backlogAgeSeconds',
    threshold: ({ deployment }) => deployment.alarms.backlogAgeMsMax / 1000,
    periods: null,
    rollsBack: 'worker',
  },
  workers: {
    description: 'Workers are full, and there are as many as there may be, or scaling does not follow',
    metric: 'workerUtilisation',
    threshold: ({ deployment }) => deployment.alarms.workerUtilisationPercentMax,
    periods: null,
  },
  'database-connections': {
    description: 'The database has nearly as many connections as it takes',
    metric: 'databaseConnections',
    threshold: ({ deployment: { alarms, database } }) =>
      percentOf(alarms.databasePercentMax, database.connectionsMax),
    periods: null,
  },
  'database-capacity': {
    description: 'The database nearly works as hard as it may',
    metric: 'databaseCapacityPercent',
    threshold: ({ deployment }) => deployment.alarms.databasePercentMax,
    periods: null,
  },
  cache: {
    description: 'The cache refuses commands',
    metric: 'cacheThrottled',
    threshold: () => 0,
    periods: null,
  },
  'failed-debates': {
    description: 'Debates fail',
    metric: 'debatesFailed',
    threshold: ({ deployment }) => deployment.alarms.failedDebatesMax,
    periods: 1,
  },
  providers: {
    description: 'Models do not answer, after all retries',
    metric: 'providerErrors',
    threshold: ({ deployment }) => deployment.alarms.providerErrorsMax,
    periods: 1,
  },
  spend: {
    description: 'Models cost more in an hour than expected',
    metric: 'spendUsd',
    threshold: ({ deployment }) => deployment.alarms.spendUsdPerHourMax,
    periods: 1,
  },
};

const percentOf = (percent: number, whole: number): number => (percent * whole) / 100;
