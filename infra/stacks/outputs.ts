import { CfnOutput, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { contractHash } from '../../app/config/contract-hash.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import type { RostrumSecrets } from '../constructs/data/secrets.ts';

export interface OutputValues {
  readonly url: string;
  readonly secrets: RostrumSecrets;
  readonly dashboard: cloudwatch.Dashboard;
  readonly topic: sns.Topic;
}

/** Stack outputs that an operator needs after `cdk deploy`. */
export function createOutputs(scope: Construct, contract: Contract, values: OutputValues): void {
  const { url, secrets, dashboard, topic } = values;
  const { region } = Stack.of(scope);
  const output = (id: string, description: string, value: string) =>
    new CfnOutput(scope, id, { description, value });
  const adminKey = secrets.adminKey.secretArn;
  output('Url', 'URL of the service', url);
  output(
    'AdminKeyCommand',
    'Prints the first key, with all scopes: create keys for users with it, and keep it',
    `aws secretsmanager get-secret-value --region ${region} --secret-id ${adminKey} --query SecretString --output text`,
  );
  output(
    'DashboardUrl',
    'CloudWatch dashboard',
    `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}` +
      `#dashboards:name=${dashboard.dashboardName}`,
  );
  output('AlarmTopic', 'Subscribe to this topic to receive alarms', topic.topicArn);
  output('ContractHash', 'Hash of the deployed contract; /health shows the same', contractHash(contract));
}
