/** Chosen by the operator; null: AWS's own address, and no mails. */
export interface NamingSettings {
  readonly domain: string | null;
  /** In us-east-1 for CloudFront; otherwise in the region of the deployment. */
  readonly certificateArn: string | null;
  readonly hostedZoneId: string | null;
  readonly alarmEmail: string | null;
}

/** What an organization demands of every deployment in its AWS account, and what costs extra. */
export interface AccountSettings {
  /** Encrypts database, cache and secrets; null: the keys of AWS, which cost nothing. */
  readonly kmsKeyArn: string | null;
  /** A managed policy that bounds all roles of the deployment; null: none. */
  readonly permissionsBoundaryArn: string | null;
  /** Of all resources. */
  readonly tags: Readonly<Record<string, string>>;
  /** A bucket in the same region for the load balancer's access logs; null: none, as the program logs every request. */
  readonly accessLogBucket: string | null;
  /** Whether the network's flow logs are kept, for `logDays`. */
  readonly flowLogs: boolean;
  /** Whether ECS reports CPU, memory and network of each task, billed per metric. */
  readonly containerInsights: boolean;
  /** Whether `aws ecs execute-command` works, which needs a writable root file system. */
  readonly allowExec: boolean;
}
