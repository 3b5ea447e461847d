import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Stack, Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { NamingSettings } from '../../../app/contract/types/account.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { resourceName } from '../names.ts';
import { alarmDefinitions } from './alarm-definitions.ts';
import type { DeploymentMetrics } from './metrics.ts';

/** Names of the alarms that roll back a deployment of services; known before the alarms and services are created. */
export const rollbackAlarmNames = (
  contract: Pick<Contract, 'profile'>,
  services: readonly ('web' | 'worker')[],
): string[] =>
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
  const topic = createAlarmTopic(scope, contract.deployment.naming);
  const alarms = Object.entries(alarmDefinitions).flatMap(([id, kind]) => {
    const metric = metrics[kind.metric];
    if (metric === null) return [];
    return createAlarm(scope, contract, topic, id, {
      alarmDescription: kind.description,
      metric,
      threshold: kind.threshold(contract),
      evaluationPeriods: kind.periods ?? contract.deployment.alarms.periods,
      // Without requests or debates there is no data.
      ...(kind.isMinimum ? belowMinimum : aboveMaximum),
    });
  });
  return { topic, alarms };
}

const belowMinimum = {
  comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
  treatMissingData: cloudwatch.TreatMissingData.BREACHING,
};
export const aboveMaximum = {
  comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
  treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
};

export function createAlarm(
  scope: Construct,
  contract: Pick<Contract, 'profile'>,
  topic: sns.Topic,
  id: string,
  props: cloudwatch.AlarmProps,
): cloudwatch.Alarm {
  const alarm = new cloudwatch.Alarm(scope, `Alarm-${id}`, {
    ...props,
    alarmName: resourceName(contract, id),
    alarmDescription: `${props.alarmDescription}. What to do: infra/README.md.`,
  });
  const action = new actions.SnsAction(topic);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  return alarm;
}

/** The topic of all alarms; mails the contract's address, if there is one. */
function createAlarmTopic(scope: Construct, { alarmEmail }: Pick<NamingSettings, 'alarmEmail'>): sns.Topic {
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
  if (alarmEmail !== null) topic.addSubscription(new subscriptions.EmailSubscription(alarmEmail));
  Validations.of(topic).acknowledge({
    id: 'AwsSolutions-SNS2',
    reason: 'Messages contain the name of an alarm and a number; a KMS key would cost more than all alarms.',
  });
  return topic;
}
