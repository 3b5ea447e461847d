import { RemovalPolicy } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';

/** Logs, for as long as the contract keeps them; they go with the stack that writes them. */
export const createLogGroup = (scope: Construct, id: string, { deployment }: Contract): logs.LogGroup =>
  new logs.LogGroup(scope, id, {
    retention: toRetentionDays(deployment.logDays),
    removalPolicy: RemovalPolicy.DESTROY,
  });

/** What infra/checks/contract-errors.ts has let pass is known. */
function toRetentionDays(days: number): logs.RetentionDays {
  const retention = Object.values(logs.RetentionDays).find((value) => value === days);
  if (typeof retention === 'number') return retention;
  throw new Error(`CloudWatch keeps no logs for ${days} days`);
}
