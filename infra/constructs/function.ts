import { Duration, SecretValue } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as targets from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Contract } from '../../app/contract/contract.ts';
import { environmentOf, type Surroundings, type Value } from './environment.ts';
import type { Network } from './network.ts';
import { createFunctionRole, functionRuntime } from './small-function.ts';
import { acknowledgeWildcard } from './wildcards.ts';

export interface FunctionParts {
  readonly network: Network;
  readonly around: Surroundings;
  /** A folder with the bundle, rostrum.mjs, which exports `handler`. */
  readonly code: string;
}

export interface ApiFunction {
  readonly lambda: lambda.Function;
  readonly targets: elbv2.ApplicationTargetGroup;
  readonly logGroup: logs.ILogGroup;
}

/** The short routes, from the same bundle, behind the same balancer. */
export function createFunction(scope: Construct, contract: Contract, parts: FunctionParts): ApiFunction {
  const { network, around, code } = parts;
  const { function: size, container } = contract.deployment;
  const group = new ec2.SecurityGroup(scope, 'FunctionGroup', {
    vpc: network.vpc,
    description: 'The function; lets nobody in',
    allowAllOutbound: false,
  });
  const { role, logGroup } = createFunctionRole(scope, 'Function', contract);
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: interfaceActions, resources: ['*'] }));
  acknowledgeWildcard(role, 'networkInterfaces', '*');
  const values = Object.entries(environmentOf(contract, 'function', around));
  const fn = new lambda.Function(scope, 'Function', {
    description: 'Short routes of Rostrum',
    runtime: functionRuntime,
    architecture:
      container.architecture === 'arm64' ? lambda.Architecture.ARM_64 : lambda.Architecture.X86_64,
    handler: 'rostrum.handler',
    code: lambda.Code.fromAsset(code, { exclude: ['*', '!rostrum.mjs'] }),
    timeout: Duration.millis(size.timeoutMs),
    memorySize: size.memoryMiB,
    reservedConcurrentExecutions: size.concurrencyMax,
    environment: Object.fromEntries(values.map(([name, value]) => [name, resolved(value)])),
    vpc: network.vpc,
    vpcSubnets: network.inside,
    securityGroups: [group, network.clients],
    ...{ role, logGroup },
  });
  // What a function in a network needs, before Lambda makes it.
  fn.node.addDependency(role);
  const targetGroup = new elbv2.ApplicationTargetGroup(scope, 'FunctionTargets', {
    vpc: network.vpc,
    targetType: elbv2.TargetType.LAMBDA,
    targets: [new targets.LambdaTarget(fn)],
    // A check would be a call that is paid for; the alarms see errors.
    healthCheck: { enabled: false },
  });
  return { lambda: fn, targets: targetGroup, logGroup };
}

const interfaceActions = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Lambda reads no secrets by itself: CloudFormation puts them into its variables, which are encrypted at rest and shown
 * to whoever may read the function's configuration. The template has their names only.
 */
function resolved(value: Value): string {
  if (typeof value === 'string') return value;
  if ('secretArn' in value) return SecretValue.secretsManager(value.secretArn).unsafeUnwrap();
  const { secret, member } = value;
  return (member === undefined ? secret.secretValue : secret.secretValueFromJson(member)).unsafeUnwrap();
}
