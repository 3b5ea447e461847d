import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { DeploymentSettings } from '../../../app/contract/types/deployment.ts';
import type { EdgeSettings } from '../../../app/contract/types/http.ts';
import { createLogGroup } from '../observability/log-group.ts';

/** The role of a function: it may only write its log until more is granted. */
export function createFunctionRole(
  scope: Construct,
  id: string,
  deployment: Pick<DeploymentSettings, 'logDays'>,
) {
  const logGroup = createLogGroup(scope, `${id}Log`, deployment);
  const role = new iam.Role(scope, `${id}Role`, {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
  });
  logGroup.grantWrite(role);
  return { logGroup, role };
}

/** Adds time for the function itself to the time that it waits. */
export const withTimeoutMargin = (waitMs: number, { marginMs }: Pick<EdgeSettings, 'marginMs'>): Duration =>
  Duration.millis(waitMs + marginMs);

export const functionRuntime = lambda.Runtime.NODEJS_24_X;
