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

/** What infra/faults.ts has let pass is known. */
function retentionOf(days: number): logs.RetentionDays {
  const known = Object.values(logs.RetentionDays).find((value) => value === days);
  if (typeof known === 'number') return known;
  throw new Error(`CloudWatch keeps no logs for ${days} days`);
}
