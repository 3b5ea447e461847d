import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Contract } from '../../app/contract/types/contract.ts';

/** Folders of the functions' code: infra/lambda/assets.ts builds them. */
export interface LambdaAssets {
  /** With rostrum.mjs. */
  readonly program: string;
  /** With handler.mjs, the custom resources. */
  readonly customResources: string;
}

/**
 * PostgreSQL on RDS or Aurora that exists already: its certificate must be of the RDS authorities. It must have the
 * database `rostrum`, whose owner is the user in `secret`, and accept `deployment.database.connectionsMax` connections.
 */
export interface ExistingDatabase {
  readonly host: string;
  /** With the members `username` and `password`. */
  readonly secret: secretsmanager.ISecret;
  /** Of the cluster (kind aurora) or the instance (kind rds), in metrics; by default, the host's first part. */
  readonly identifier?: string;
  /** Receives a rule for the tasks; without it, allow Rostrum's `dataClients` yourself. */
  readonly securityGroup?: ec2.ISecurityGroup;
}

/** Redis or Valkey that exists already. */
export interface ExistingCache {
  /** `redis://` or `rediss://`, without a password. */
  readonly url: string;
  readonly securityGroup?: ec2.ISecurityGroup;
}

/**
 * An Application Load Balancer that exists already, and its HTTPS listener, which has no rules at the priorities of
 * Rostrum's (10, 20, …). Those apply to the host `deployment.naming.domain` only. Its idle timeout must be
 * `edge.gatewayIdleMs`, and its listener must have a certificate for the domain.
 */
export interface ExistingLoadBalancer {
  readonly loadBalancer: elbv2.IApplicationLoadBalancer;
  readonly listener: elbv2.IApplicationListener;
}

export interface RostrumProps {
  /** Of a built-in profile, or of a profile file; its `profile` is the name of the deployment. */
  readonly contract: Contract;
  readonly code: LambdaAssets;
  /** URI of an image that CI has built; by default, `cdk deploy` builds one. */
  readonly imageUri?: string | null;
  /** With an internet gateway, which VPC origins need. By default, a network of its own. */
  readonly vpc?: ec2.IVpc;
  /** Of an existing network, for the tasks; by default, those that suit `deployment.network.tasks`. */
  readonly taskSubnets?: ec2.SubnetSelection;
  /** Of an existing network, for database, cache and an internal load balancer; by default, isolated subnets. */
  readonly internalSubnets?: ec2.SubnetSelection;
  /** For the load balancer; by default, public ones if `deployment.ingress` is `internet`, else the internal ones. */
  readonly balancerSubnets?: ec2.SubnetSelection;
  /** With FARGATE and FARGATE_SPOT as capacity providers. By default, a cluster of its own. */
  readonly cluster?: ecs.ICluster;
  /** By default, one of its own. Only without CloudFront: `deployment.ingress` is `internet` or `network`. */
  readonly loadBalancer?: ExistingLoadBalancer;
  /**
   * Who connects to its own load balancer without CloudFront; by default, `deployment.balancer.clientCidrs`, or all
   * that `deployment.ingress` says.
   */
  readonly clients?: readonly ec2.IPeer[];
  /** Encrypts its own database, cache and secrets; by default, that of `deployment.account.kmsKeyArn`. */
  readonly encryptionKey?: kms.IKey;
  /** By default, a database of its own. */
  readonly database?: ExistingDatabase;
  /** By default, a cache of its own, if `deployment.cache.enabled`. */
  readonly cache?: ExistingCache;
  /**
   * A regional web ACL for the load balancer; by default, one of its own, if `deployment.cdn.firewall`. Its rules see
   * CloudFront's addresses: count by the header `x-rostrum-viewer-address`, which is written if that setting is on.
   * A load balancer that exists already keeps its web ACL, unless this one is given: it would replace it.
   */
  readonly webAclArn?: string;
  /** Host of another database with the user of its own database, such as a restored one. */
  readonly databaseHost?: string | null;
  /** ARN of the snapshot that its own database is restored from; keep it in all later deployments. */
  readonly databaseFrom?: string | null;
  /** Any text that differs from the last one makes the function read rotated secrets. */
  readonly secretsVersion?: string | null;
  /** Ids of the availability zones (`use1-az1`) if they are not to be chosen by name; as many as the stack has. */
  readonly zoneIds?: readonly string[] | null;
}
