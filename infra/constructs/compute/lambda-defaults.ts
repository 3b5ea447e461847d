import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { createLogGroup } from '../observability/log-group.ts';

/** The role of a function: it may only write its log until more is granted. */
export function createFunctionRole(scope: Construct, id: string, contract: Contract) {
  const logGroup = createLogGroup(scope, `${id}Log`, contract);
  const role = new iam.Role(scope, `${id}Role`, {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
  });
  logGroup.grantWrite(role);
  return { logGroup, role };
}

/** Adds time for the function itself to the time that it waits. */
export const withTimeoutMargin = (waitMs: number, { edge }: Contract): Duration =>
  Duration.millis(waitMs + edge.marginMs);

export const functionRuntime = lambda.Runtime.NODEJS_24_X;
