import { CfnOutput, type Stack } from 'aws-cdk-lib/core';
import { contractHash } from '../../app/config/contract-hash.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import type { Rostrum } from './rostrum.ts';

/** Stack outputs that an operator needs after `cdk deploy`. */
export function createOutputs(stack: Stack, contract: Contract, rostrum: Rostrum): void {
  const { url, secrets, dashboard, alarmTopic } = rostrum;
  const { region } = stack;
  const output = (id: string, description: string, value: string) =>
    new CfnOutput(stack, id, { description, value });
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
  output('AlarmTopic', 'Subscribe to this topic to receive alarms', alarmTopic.topicArn);
  output('ContractHash', 'Hash of the deployed contract; /health shows the same', contractHash(contract));
}
