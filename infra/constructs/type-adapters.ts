import type { IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Cluster, ICluster } from 'aws-cdk-lib/aws-ecs';
import type { ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';

/**
 * CDK's classes declare some members as possibly undefined that their interfaces declare as optional. With
 * exactOptionalPropertyTypes these differ, so that the compiler does not accept a Vpc as an IVpc, which it is.
 */
export const asVpc = (vpc: Vpc): IVpc => vpc as IVpc;
export const asSecret = (secret: Secret): ISecret => secret as ISecret;
export const asCluster = (cluster: Cluster): ICluster => cluster as ICluster;
