import { RemovalPolicy } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';

/** A log group with the contract's retention, deleted with its stack. */
export const createLogGroup = (scope: Construct, id: string, { deployment }: Contract): logs.LogGroup =>
  new logs.LogGroup(scope, id, {
    retention: toRetentionDays(deployment.logDays),
    removalPolicy: RemovalPolicy.DESTROY,
  });

/** infra/checks has verified that CloudWatch supports this number of days. */
function toRetentionDays(days: number): logs.RetentionDays {
  const retention = Object.values(logs.RetentionDays).find((value) => value === days);
  if (typeof retention === 'number') return retention;
  throw new Error(`CloudWatch keeps no logs for ${days} days`);
}
