import type { AccountSettings, NamingSettings } from './account.ts';
import type { ExistingSettings } from './existing.ts';
import type { BalancerSettings, CdnSettings, HealthCheckSettings } from './gateways.ts';

export type { HealthCheckSettings } from './gateways.ts';

/** What a deployment declares around the program: gateways, containers, rollout, scaling, data. */

/** One service: the size of its tasks and how many there are. */
export interface ServiceSettings {
  /** 1024 is one CPU. */
  readonly cpuUnits: number;
  readonly memoryMiB: number;
  /** Heap limit of all processes of a task together. */
  readonly heapMiB: number;
  readonly tasksMin: number;
  readonly tasksMax: number;
  /** Of the desired tasks, how many must run during a deployment, and how many may. */
  readonly minimumPercent: number;
  readonly maximumPercent: number;
  /** The share of tasks on Spot, in percent: interrupted with two minutes' notice, at a third of the price. */
  readonly spotPercent: number;
}

export interface ContainerSettings {
  readonly architecture: 'arm64' | 'amd64';
  readonly openFilesMax: number;
  /** 99th percentile from the start of a task until it serves: image, boot, first connection. */
  readonly bootMs: number;
  /** The service ignores failed health checks for this long. */
  readonly graceMs: number;
  /** The container's own check; `startMs` is how long failures do not count. */
  readonly health: HealthCheckSettings;
  readonly startMs: number;
  /** What the platform allows for process.stopMs; null: any. */
  readonly stopMsMax: number | null;
}

/** A new version gets a share of the traffic first, and all of it if no alarm goes off. */
export interface RolloutSettings {
  readonly strategy: 'canary' | 'rolling';
  readonly canaryPercent: number;
  readonly canaryMs: number;
  /** After all traffic has moved, the old version is kept this long for a rollback. */
  readonly bakeMs: number;
  /** CloudFormation's limit for canary and bake together. */
  readonly durationMsMax: number;
}

export interface ScalingSettings {
  readonly requestsPerSecondPerTask: number;
  /** Streams and sockets of one task, on average. */
  readonly liveConnectionsPerTask: number;
  /** Running debates, in percent of those that a worker can run. */
  readonly workerUtilisationPercent: number;
  /** Waiting debates per worker. */
  readonly backlogPerWorker: number;
  /** Typical duration of a debate; the dashboard shows the real one with your models. */
  readonly debateMsTypical: number;
  readonly cpuPercent: number;
  readonly outCooldownMs: number;
  readonly inCooldownMs: number;
}

export interface AlarmSettings {
  readonly periodMs: number;
  readonly periods: number;
  readonly errorPercentMax: number;
  readonly p99MsMax: number;
  readonly backlogAgeMsMax: number;
  /** Of database.connectionsMax and of the database's capacity, in percent. */
  readonly databasePercentMax: number;
  /** Of live.viewersMax, on average over the tasks, in percent. */
  readonly liveConnectionsPercentMax: number;
  /** Of the worker tasks: exceeded only once scaling has reached tasksMax. */
  readonly workerUtilisationPercentMax: number;
  readonly failedDebatesMax: number;
  readonly providerErrorsMax: number;
  /** Of the models, in one hour. */
  readonly spendUsdPerHourMax: number;
}

/** Aurora Serverless: 1 capacity unit is about 2 GiB. */
export interface DatabaseServiceSettings {
  /** Aurora Serverless, or an instance of RDS for PostgreSQL, which costs a third and scales by hand. */
  readonly kind: 'aurora' | 'rds';
  /** Of PostgreSQL. AWS does not upgrade it by itself. */
  readonly version: string;
  readonly port: number;
  /** Of RDS. */
  readonly instanceClass: string;
  /** Of RDS, which adds storage up to five times this. */
  readonly storageGiB: number;
  /** Of Aurora. */
  readonly capacityMin: number;
  readonly capacityMax: number;
  /** Connections that the database accepts at its smallest capacity setting. */
  readonly connectionsMax: number;
  /** The database pauses after this long without a connection; null: never, because workers poll it every second. */
  readonly pauseMs: number | null;
  /** Time from a failure or a pause until it accepts connections again. */
  readonly resumeMs: number;
  readonly backupDays: number;
  /** Whether a second instance in another zone takes over when the first fails. */
  readonly standby: boolean;
}

export interface CacheServiceSettings {
  /** Without a cache, events reach viewers by polling, and live text those of the task that writes it. */
  readonly enabled: boolean;
  /** Of Valkey. */
  readonly version: string;
  readonly port: number;
  readonly dataGBMax: number;
  readonly commandsPerSecondMax: number;
}

export interface NetworkSettings {
  readonly cidr: string;
  readonly zones: number;
  /**
   * How tasks reach AWS and the providers of models: by public addresses of their own (no inbound traffic is allowed),
   * through NAT gateways (33 $ each), or through private endpoints only (73 $ in two zones), which reach Bedrock but no
   * other provider.
   */
  readonly tasks: 'public' | 'nat' | 'endpoints';
  /** With `nat`: one, or one in each zone. */
  readonly natGateways: number;
  /** Addresses of one subnet that tasks can use. */
  readonly addressesPerSubnet: number;
}

/** The task that brings the schema up to date before a new version gets traffic. */
export interface MigrationSettings {
  readonly cpuUnits: number;
  readonly memoryMiB: number;
  /** Limit for the whole migration; a function, which AWS ends after 15 minutes, waits for it. */
  readonly deadlineMs: number;
  readonly pollMs: number;
}

/** Short routes on a Lambda function behind the same load balancer. */
export interface FunctionSettings {
  readonly enabled: boolean;
  readonly timeoutMs: number;
  readonly timeoutMsMax: number;
  readonly memoryMiB: number;
  readonly concurrencyMax: number;
  readonly poolMax: number;
  /** Reserved from a function's timeout, so that its response reaches the load balancer. */
  readonly responseMarginMs: number;
  /** The load balancer's limit for a function's request, and for its response. */
  readonly bodyBytesMax: number;
}

/** Variables of env.ts that an operator may set and a deployment does not: models, API keys of providers. */
export interface VariableSettings {
  readonly values: Readonly<Record<string, string>>;
  /** Full ARNs of secrets in Secrets Manager; the text of each is the value of its variable. */
  readonly secretArns: Readonly<Record<string, string>>;
}

export interface DeploymentSettings {
  /** Proxies between a client and the program: CloudFront and the load balancer, or nginx. */
  readonly proxies: number;
  /**
   * Who connects to the load balancer: CloudFront; anyone, or only the network itself, unless
   * `balancer.clientCidrs` names others. The last two need `naming.domain` with a certificate, and `proxies` is 1.
   */
  readonly ingress: 'cloudfront' | 'internet' | 'network';
  readonly cdn: CdnSettings;
  readonly balancer: BalancerSettings;
  readonly container: ContainerSettings;
  /** Web and worker tasks, or one service whose tasks do both, with the settings of `web`. */
  readonly services: 'separate' | 'combined';
  readonly web: ServiceSettings;
  readonly worker: ServiceSettings;
  readonly rollout: RolloutSettings;
  readonly scaling: ScalingSettings;
  readonly alarms: AlarmSettings;
  readonly database: DatabaseServiceSettings;
  readonly cache: CacheServiceSettings;
  readonly network: NetworkSettings;
  readonly function: FunctionSettings;
  readonly migration: MigrationSettings;
  readonly naming: NamingSettings;
  readonly account: AccountSettings;
  readonly existing: ExistingSettings;
  readonly settings: VariableSettings;
  readonly logDays: number;
  /** Whether tables and secrets are kept when the stack is deleted, which then needs one more step. */
  readonly retainData: boolean;
  /** Whether a Prometheus inside the network may scrape the tasks. */
  readonly allowScraping: boolean;
}
