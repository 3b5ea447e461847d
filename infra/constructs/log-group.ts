import { RemovalPolicy } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Contract } from '../../app/contract/contract.ts';

/** Logs, for as long as the contract keeps them; they go with the stack that writes them. */
export const createLogGroup = (scope: Construct, id: string, { deployment }: Contract): logs.LogGroup =>
  new logs.LogGroup(scope, id, {
    retention: retentionOf(deployment.logDays),
    removalPolicy: RemovalPolicy.DESTROY,
  });

/** CloudWatch keeps logs for certain numbers of days only. */
function retentionOf(days: number): logs.RetentionDays {
  const known = Object.values(logs.RetentionDays).find((value) => value === days);
  if (typeof known === 'number') return known;
  throw new Error(
    `deployment.logDays is ${days}, and CloudWatch keeps logs for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180 or 365 ` +
      'days, and for certain numbers of years. Name one of these.',
  );
}
