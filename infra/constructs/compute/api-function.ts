import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as targets from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Duration, SecretValue, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { acknowledgeWildcard } from '../iam/wildcards.ts';
import type { NetworkResources } from '../network/network.ts';
import { createFunctionRole, functionRuntime } from './lambda-defaults.ts';
import { createTaskEnvironment, type EnvironmentValue, type TaskEndpoints } from './task-environment.ts';

export interface ApiFunctionDeps {
  readonly network: NetworkResources;
  readonly endpoints: TaskEndpoints;
  readonly secretsVersion?: string | null;
  /** Folder of the bundle, rostrum.mjs, which exports `handler`. */
  readonly code: string;
}

export interface ApiFunction {
  readonly lambda: lambda.Function;
  readonly targets: elbv2.ApplicationTargetGroup;
  readonly logGroup: logs.ILogGroup;
}

/** The short routes on Lambda, from the same bundle, behind the same load balancer. */
export function createApiFunction(scope: Construct, contract: Contract, deps: ApiFunctionDeps): ApiFunction {
  const { network, endpoints, code, secretsVersion = null } = deps;
  const { function: size, container } = contract.deployment;
  const group = new ec2.SecurityGroup(scope, 'FunctionSecurityGroup', {
    vpc: network.vpc,
    description: 'API function; no inbound traffic',
    allowAllOutbound: false,
  });
  const { role, logGroup } = createFunctionRole(scope, 'Function', contract.deployment);
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: networkInterfaceActions, resources: ['*'] }));
  acknowledgeWildcard(role, 'networkInterfaces', '*');
  const { encryptionKey } = endpoints.secrets;
  encryptionKey?.grantDecrypt(role);
  const values = Object.entries(
    createTaskEnvironment(contract, 'function', Stack.of(scope).region, endpoints),
  );
  const lambdaFunction = new lambda.Function(scope, 'Function', {
    // CloudFormation reads secrets again only when it updates the resource that they are in.
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
    description: `Short routes of Rostrum${secretsVersion === null ? '' : ` (secrets ${secretsVersion})`}`,
    runtime: functionRuntime,
    architecture:
      container.architecture === 'arm64' ? lambda.Architecture.ARM_64 : lambda.Architecture.X86_64,
    handler: 'rostrum.handler',
    code: lambda.Code.fromAsset(code, { exclude: ['*', '!rostrum.mjs'] }),
    timeout: Duration.millis(size.timeoutMs),
    memorySize: size.memoryMiB,
    reservedConcurrentExecutions: size.concurrencyMax,
    environment: Object.fromEntries(values.map(([name, value]) => [name, resolveValue(value)])),
    ...(encryptionKey === null ? {} : { environmentEncryption: encryptionKey }),
    vpc: network.vpc,
    vpcSubnets: network.isolatedSubnets,
    securityGroups: [group, network.dataClients],
    role,
    logGroup,
  });
  // A function in a VPC needs these before Lambda creates it.
  lambdaFunction.node.addDependency(role);
  const targetGroup = new elbv2.ApplicationTargetGroup(scope, 'FunctionTargets', {
    vpc: network.vpc,
    targetType: elbv2.TargetType.LAMBDA,
    targets: [new targets.LambdaTarget(lambdaFunction)],
    // Each health check would be a billed invocation; the alarms detect errors.
    healthCheck: { enabled: false },
  });
  return { lambda: lambdaFunction, targets: targetGroup, logGroup };
}

const networkInterfaceActions = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Lambda cannot read secrets itself: CloudFormation copies them into its variables, which are encrypted at rest and
 * visible with the permission to read the function's configuration. The template has only their names.
 */
function resolveValue(value: EnvironmentValue): string {
  if (typeof value === 'string') return value;
  if ('secretArn' in value) return SecretValue.secretsManager(value.secretArn).unsafeUnwrap();
  const { secret, member } = value;
  return (member === undefined ? secret.secretValue : secret.secretValueFromJson(member)).unsafeUnwrap();
}
