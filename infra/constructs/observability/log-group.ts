import * as logs from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { DeploymentSettings } from '../../../app/contract/types/deployment.ts';

/** A log group with the contract's retention, deleted with its stack. */
export const createLogGroup = (
  scope: Construct,
  id: string,
  { logDays }: Pick<DeploymentSettings, 'logDays'>,
): logs.LogGroup =>
  new logs.LogGroup(scope, id, {
    retention: toRetentionDays(logDays),
    removalPolicy: RemovalPolicy.DESTROY,
  });

/** infra/checks has verified that CloudWatch supports this number of days. */
function toRetentionDays(days: number): logs.RetentionDays {
  const retention = Object.values(logs.RetentionDays).find((value) => value === days);
  if (typeof retention === 'number') return retention;
  throw new Error(`CloudWatch keeps no logs for ${days} days`);
}
