import { Stack, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** All wildcard resources in policies, with their reasons; a test checks that there are no others. */
export const wildcardReasons = {
  models:
    'A cross-region inference profile sends a call to whatever region has room, and each must be allowed. The model ' +
    'is named; only its region is open.',
  registryToken:
    'A token to log in to the registry belongs to no repository; IAM knows no narrower resource for it.',
  tasksOfCluster: 'A task has its name only when it runs; the cluster, which is ours alone, is named.',
  tasksOfSharedCluster:
    'A task has its name only when it runs. The cluster is shared: only tasks with the tag of this deployment may be ' +
    'changed, and the migration only reads.',
  cloudFrontGroup:
    'IAM knows no narrower resource for looking at security groups. It is read only, and done once.',
  networkInterfaces:
    'Lambda makes the interfaces of a function in a network, and IAM knows no narrower resource.',
} as const;

export type WildcardName = keyof typeof wildcardReasons;

/** Allows a policy within this construct to use this wildcard resource. */
export function acknowledgeWildcard(construct: IConstruct, name: WildcardName, resource: string): void {
  const id = `AwsSolutions-IAM5[Resource::${formatArn(Stack.of(construct).resolve(resource))}]`;
  Validations.of(construct).acknowledge({ id, reason: wildcardReasons[name] });
}

/** An ARN as cdk-nag prints it: `<AWS::AccountId>` for values known only at deployment. */
function formatArn(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved;
  const [[operation, operand] = []] = Object.entries(resolved ?? {});
  if (operation === 'Ref') return `<${operand}>`;
  if (operation === 'Fn::Join' && Array.isArray(operand?.[1])) return operand[1].map(formatArn).join('');
  throw new Error(`no text that a finding would name: ${JSON.stringify(resolved)}`);
}
