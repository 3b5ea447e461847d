import { CfnOutput, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Contract } from '../../app/contract/contract.ts';
import { contractHash } from '../../app/contract-hash.ts';
import type { Secrets } from './secrets.ts';

export interface OutputParts {
  readonly url: string;
  readonly secrets: Secrets;
  readonly dashboard: cloudwatch.Dashboard;
  readonly topic: sns.Topic;
}

/** What a person needs after `cdk deploy`. */
export function createOutputs(scope: Construct, contract: Contract, parts: OutputParts): void {
  const { url, secrets, dashboard, topic } = parts;
  const { region } = Stack.of(scope);
  const output = (id: string, description: string, value: string) =>
    new CfnOutput(scope, id, { description, value });
  const adminKey = secrets.adminKey.secretArn;
  output('Url', 'Where it is', url);
  output(
    'AdminKeyCommand',
    'Shows the first key, with all scopes: make keys for people with it, and keep it',
    `aws secretsmanager get-secret-value --region ${region} --secret-id ${adminKey} --query SecretString --output text`,
  );
  output(
    'DashboardUrl',
    'What it does now',
    `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}` +
      `#dashboards:name=${dashboard.dashboardName}`,
  );
  output('AlarmTopic', 'Subscribe to it to hear alarms', topic.topicArn);
  output(
    'ContractHash',
    'Of the contract that all of this was made from; /health says the same',
    contractHash(contract),
  );
}
