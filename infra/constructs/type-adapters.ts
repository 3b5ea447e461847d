import { type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, type ICluster } from 'aws-cdk-lib/aws-ecs';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';

/**
 * CDK classes declare some members as possibly undefined that their interfaces declare as optional. With
 * exactOptionalPropertyTypes these differ, so that a Vpc is not assignable to IVpc without narrowing.
 */
export function asVpc(vpc: Vpc): IVpc {
  const value: unknown = vpc;
  if (isVpc(value)) return value;
  throw new Error('a network of another copy of aws-cdk-lib');
}

export function asSecret(secret: Secret): ISecret {
  const value: unknown = secret;
  if (isSecret(value)) return value;
  throw new Error('a secret of another copy of aws-cdk-lib');
}

export function asCluster(cluster: Cluster): ICluster {
  const value: unknown = cluster;
  if (isCluster(value)) return value;
  throw new Error('a cluster of another copy of aws-cdk-lib');
}

const isCluster = (value: unknown): value is ICluster => value instanceof Cluster;
const isVpc = (value: unknown): value is IVpc => value instanceof Vpc;
const isSecret = (value: unknown): value is ISecret => value instanceof Secret;
