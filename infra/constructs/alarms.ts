import { Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Contract } from '../../app/contract/contract.ts';
import { alarmName, type Metrics } from './watched.ts';

/** When it rings, and which service's deployment it takes back. */
interface AlarmKind {
  readonly says: string;
  readonly metric: keyof Metrics;
  readonly above: (contract: Contract) => number;
  /** It rings when it has been so for this many periods; null: `alarms.periods`. */
  readonly periods: number | null;
  readonly takesBack?: 'web' | 'worker';
}

export const alarmKinds: Readonly<Record<string, AlarmKind>> = {
  errors: {
    says: 'More requests than allowed are answered with 5xx',
    metric: 'errorPercent',
    above: ({ deployment }) => deployment.alarms.errorPercentMax,
    periods: null,
    takesBack: 'web',
  },
  slow: {
    says: 'One answer in a hundred takes too long',
    metric: 'p99Ms',
    above: ({ deployment }) => deployment.alarms.p99MsMax,
    periods: null,
    takesBack: 'web',
  },
  unhealthy: {
    says: 'Web tasks do not answer the balancer',
    metric: 'unhealthyTargets',
    above: () => 0,
    periods: null,
  },
  connections: {
    says: 'Web tasks have nearly as many viewers as they take',
    metric: 'liveConnections',
    above: ({ deployment, live }) => share(deployment.alarms.liveConnectionsPercentMax, live.viewersMax),
    periods: null,
  },
  backlog: {
    says: 'A debate has waited too long for a worker',
    metric: 'backlogAgeSeconds',
    above: ({ deployment }) => deployment.alarms.backlogAgeMsMax / 1000,
    periods: null,
    takesBack: 'worker',
  },
  workers: {
    says: 'Workers are full, and there are as many as there may be, or scaling does not follow',
    metric: 'workerUtilisation',
    above: ({ deployment }) => deployment.alarms.workerUtilisationPercentMax,
    periods: null,
  },
  'database-connections': {
    says: 'The database has nearly as many connections as it takes',
    metric: 'databaseConnections',
    above: ({ deployment: { alarms, database } }) =>
      share(alarms.databasePercentMax, database.connectionsMax),
    periods: null,
  },
  'database-capacity': {
    says: 'The database nearly works as hard as it may',
    metric: 'databaseCapacityPercent',
    above: ({ deployment }) => deployment.alarms.databasePercentMax,
    periods: null,
  },
  'failed-debates': {
    says: 'Debates fail',
    metric: 'debatesFailed',
    above: ({ deployment }) => deployment.alarms.failedDebatesMax,
    periods: 1,
  },
  providers: {
    says: 'Models do not answer, after all retries',
    metric: 'providerErrors',
    above: ({ deployment }) => deployment.alarms.providerErrorsMax,
    periods: 1,
  },
  spend: {
    says: 'Models cost more in an hour than expected',
    metric: 'spendUsd',
    above: ({ deployment }) => deployment.alarms.spendUsdPerHourMax,
    periods: 1,
  },
};

const share = (percent: number, of: number): number => (percent * of) / 100;

/** Names of the alarms that take a deployment of a service back; known before there are alarms, or services. */
export const takingBack = (scope: Construct, service: 'web' | 'worker'): string[] =>
  Object.entries(alarmKinds).flatMap(([id, { takesBack }]) =>
    takesBack === service ? [alarmName(scope, id)] : [],
  );

export interface Alarms {
  readonly topic: sns.Topic;
  readonly alarms: readonly cloudwatch.Alarm[];
}

export function createAlarms(scope: Construct, contract: Contract, metrics: Metrics): Alarms {
  const topic = createTopic(scope, contract);
  const action = new actions.SnsAction(topic);
  const alarms = Object.entries(alarmKinds).map(([id, kind]) => {
    const alarm = new cloudwatch.Alarm(scope, `Alarm-${id}`, {
      alarmName: alarmName(scope, id),
      alarmDescription: `${kind.says}. What to do: infra/README.md.`,
      metric: metrics[kind.metric],
      threshold: kind.above(contract),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: kind.periods ?? contract.deployment.alarms.periods,
      // Where nothing is measured nothing has happened: no requests, no debates.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  });
  return { topic, alarms };
}

/** Where alarms are heard: by mail, where the contract has an address, and by whatever else subscribes. */
function createTopic(scope: Construct, { deployment: { naming } }: Contract): sns.Topic {
  const topic = new sns.Topic(scope, 'Alarms', { enforceSSL: true });
  topic.addToResourcePolicy(
    new iam.PolicyStatement({
      actions: ['sns:Publish'],
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      resources: [topic.topicArn],
    }),
  );
  if (naming.alarmEmail !== null)
    topic.addSubscription(new subscriptions.EmailSubscription(naming.alarmEmail));
  Validations.of(topic).acknowledge({
    id: 'AwsSolutions-SNS2',
    reason:
      'What it says is the name of an alarm and a number; a key of its own would cost more than all alarms.',
  });
  return topic;
}
