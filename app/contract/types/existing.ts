/** Resources of the account that a deployment uses instead of its own, by id or ARN; null or none: its own. */
export interface ExistingSettings {
  /** With the range `network.cidr`. CloudFront needs an internet gateway in it. */
  readonly vpcId: string | null;
  /** Of tasks, one in each of `network.zones`, by zone: { "eu-central-1a": "subnet-0a1b2c3d" }. */
  readonly taskSubnets: Readonly<Record<string, string>>;
  /** Of database, cache, function and an internal load balancer, by zone. */
  readonly internalSubnets: Readonly<Record<string, string>>;
  /** Of a public load balancer (`ingress` internet), by zone. */
  readonly balancerSubnets: Readonly<Record<string, string>>;
  /** RDS or Aurora with PostgreSQL and the database `rostrum`; it takes `database.connectionsMax` connections. */
  readonly databaseHost: string | null;
  /** The secret with the `username` and `password` of that database's owner. */
  readonly databaseSecretArn: string | null;
  /** Gets a rule that admits the tasks; null: admit the security group DataClients yourself. */
  readonly databaseSecurityGroupId: string | null;
  /** Redis or Valkey: `rediss://` or `redis://`, without a password. */
  readonly cacheUrl: string | null;
  /** Gets a rule that admits the tasks; null: admit the security group DataClients yourself. */
  readonly cacheSecurityGroupId: string | null;
  /** A cluster of ECS with the capacity providers FARGATE and FARGATE_SPOT. */
  readonly clusterName: string | null;
  /** An Application Load Balancer with the idle timeout `edge.gatewayIdleMs`, without CloudFront. */
  readonly loadBalancerArn: string | null;
  /** Its HTTPS listener with a certificate for `naming.domain`; rules apply to that domain only. */
  readonly listenerArn: string | null;
  readonly loadBalancerSecurityGroupId: string | null;
  /** Regional, for the load balancer: behind CloudFront, it sees callers in the header x-rostrum-viewer-address. */
  readonly webAclArn: string | null;
}
