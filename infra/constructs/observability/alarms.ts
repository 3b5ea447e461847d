import { Stack, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { resourceName } from '../names.ts';
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

/** Names of the alarms that roll back a deployment of services; known before the alarms and services are created. */
export const rollbackAlarmNames = (contract: Contract, services: readonly ('web' | 'worker')[]): string[] =>
  Object.entries(alarmDefinitions).flatMap(([id, { rollsBack }]) =>
    rollsBack !== undefined && services.includes(rollsBack) ? [resourceName(contract, id)] : [],
  );

export interface AlarmResources {
  readonly topic: sns.Topic;
  readonly alarms: readonly cloudwatch.Alarm[];
}

export function createAlarms(
  scope: Construct,
  contract: Contract,
  metrics: DeploymentMetrics,
): AlarmResources {
  const topic = createAlarmTopic(scope, contract);
  const action = new actions.SnsAction(topic);
  const alarms = Object.entries(alarmDefinitions).map(([id, kind]) => {
    const alarm = new cloudwatch.Alarm(scope, `Alarm-${id}`, {
      alarmName: resourceName(contract, id),
      alarmDescription: `${kind.description}. What to do: infra/README.md.`,
      metric: metrics[kind.metric],
      threshold: kind.threshold(contract),
      comparisonOperator: kind.isMinimum
        ? cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
        : cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: kind.periods ?? contract.deployment.alarms.periods,
      // Without requests or debates there is no data.
      treatMissingData: kind.isMinimum
        ? cloudwatch.TreatMissingData.BREACHING
        : cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  });
  return { topic, alarms };
}

/** The topic of all alarms; mails the contract's address, if there is one. */
function createAlarmTopic(scope: Construct, { deployment: { naming } }: Contract): sns.Topic {
  const topic = new sns.Topic(scope, 'Alarms', { enforceSSL: true });
  topic.addToResourcePolicy(
    new iam.PolicyStatement({
      actions: ['sns:Publish'],
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      resources: [topic.topicArn],
      // Without it, the alarms of any account may publish.
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  if (naming.alarmEmail !== null)
    topic.addSubscription(new subscriptions.EmailSubscription(naming.alarmEmail));
  Validations.of(topic).acknowledge({
    id: 'AwsSolutions-SNS2',
    reason: 'Messages contain the name of an alarm and a number; a KMS key would cost more than all alarms.',
  });
  return topic;
}
