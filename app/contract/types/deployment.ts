import type { BalancerSettings, CdnSettings, HealthCheckSettings } from './gateways.ts';

export type { HealthCheckSettings } from './gateways.ts';

/** What a deployment declares around the program: gateways, containers, rollout, scaling, data. Each stands once. */

/** One service: the size of its tasks and how many there are. */
export interface ServiceSettings {
  /** 1024 is one CPU. */
  readonly cpuUnits: number;
  readonly memoryMiB: number;
  /** The largest heap of all processes of a task together. */
  readonly heapMiB: number;
  readonly tasksMin: number;
  readonly tasksMax: number;
  /** Of the tasks wanted, how many must run during a deployment, and how many may. */
  readonly minimumPercent: number;
  readonly maximumPercent: number;
  /** The share of tasks, in per cent, that may be taken away with two minutes' warning, at a third of the price. */
  readonly spotPercent: number;
}

export interface ContainerSettings {
  readonly architecture: 'arm64' | 'amd64';
  readonly openFilesMax: number;
  /** From the start of a task until it serves, as 99 of 100 do: image, boot, first connection. */
  readonly bootMs: number;
  /** The service ignores failed health checks for this long. */
  readonly graceMs: number;
  /** The container's own check; `startMs` is how long failures do not count. */
  readonly health: HealthCheckSettings;
  readonly startMs: number;
  /** What Fargate allows for process.stopMs. */
  readonly stopMsMax: number;
}

/** A new version gets a share of the traffic first, and all of it when no alarm has rung. */
export interface RolloutSettings {
  readonly strategy: 'canary' | 'rolling';
  readonly canaryPercent: number;
  readonly canaryMs: number;
  /** After all traffic has moved, the old version stays this long, to go back to. */
  readonly bakeMs: number;
  /** The longest that CloudFormation lets canary and bake take together. */
  readonly durationMsMax: number;
}

export interface ScalingSettings {
  readonly requestsPerSecondPerTask: number;
  /** Streams and sockets of one task, on average. */
  readonly liveConnectionsPerTask: number;
  /** Debates that run, of those that a worker could run, in per cent. */
  readonly workerUtilisationPercent: number;
  /** Debates that wait, for each worker. */
  readonly backlogPerWorker: number;
  /** How long a debate runs, as a rule; the dashboard shows what it is with your models. */
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
  /** Of database.connectionsMax and of the database's capacity, in per cent. */
  readonly databasePercentMax: number;
  /** Of live.viewersMax, on average over the tasks, in per cent. */
  readonly liveConnectionsPercentMax: number;
  /** Of the worker tasks, although there are as many as there may be. */
  readonly workerUtilisationPercentMax: number;
  readonly failedDebatesMax: number;
  readonly providerErrorsMax: number;
  /** Of the models, in one hour. */
  readonly spendUsdPerHourMax: number;
}

/** Aurora Serverless: 1 capacity unit is about 2 GiB. */
export interface DatabaseServiceSettings {
  /** Of PostgreSQL. */
  readonly version: string;
  readonly port: number;
  readonly capacityMin: number;
  readonly capacityMax: number;
  /** Connections that the database accepts at its smallest capacity setting. */
  readonly connectionsMax: number;
  /** It sleeps after so long without a connection; null: never, for workers ask it once a second. */
  readonly pauseMs: number | null;
  /** From being lost, or asleep, until it accepts connections again. */
  readonly resumeMs: number;
  readonly backupDays: number;
  /** A second instance in another zone takes over when the first is lost. */
  readonly standby: boolean;
}

export interface CacheServiceSettings {
  /** Of Valkey. */
  readonly version: string;
  readonly port: number;
  readonly dataGBMax: number;
  readonly commandsPerSecondMax: number;
}

export interface NetworkSettings {
  readonly cidr: string;
  readonly zones: number;
  /** 0: tasks have public addresses and accept nothing from outside. */
  readonly natGateways: number;
  /** Whether AWS's own services are reached through private endpoints. */
  readonly privateEndpoints: boolean;
  /** Addresses of one subnet that tasks can have. */
  readonly addressesPerSubnet: number;
}

/** The task that brings the schema up to date before a new version gets traffic. */
export interface MigrationSettings {
  readonly cpuUnits: number;
  readonly memoryMiB: number;
  /** The longest from its start to its end; a function of at most 15 minutes waits for it. */
  readonly deadlineMs: number;
  readonly pollMs: number;
}

/** The short routes on a function (Lambda) behind the same balancer. */
export interface FunctionSettings {
  readonly enabled: boolean;
  readonly timeoutMs: number;
  readonly timeoutMsMax: number;
  readonly memoryMiB: number;
  readonly concurrencyMax: number;
  readonly poolMax: number;
  /** Kept back from a function's time, for its answer to reach the balancer. */
  readonly responseMarginMs: number;
  /** What a balancer can hand to a function, and take from it. */
  readonly bodyBytesMax: number;
}

/** Who deploys names these; null: AWS's own address, and no mails. */
export interface NamingSettings {
  readonly domain: string | null;
  /** In us-east-1, for the content network. */
  readonly certificateArn: string | null;
  readonly hostedZoneId: string | null;
  readonly alarmEmail: string | null;
}

/** Variables of env.ts that whoever deploys may set, and no deployment by itself: models, keys of their providers. */
export interface VariableSettings {
  readonly values: Readonly<Record<string, string>>;
  /** Secrets in Secrets Manager, by their whole ARN; the text of each is the value of its variable. */
  readonly secretArns: Readonly<Record<string, string>>;
}

export interface DeploymentSettings {
  /** Proxies between a client and the program: the content network and the balancer. */
  readonly proxies: number;
  readonly cdn: CdnSettings;
  readonly balancer: BalancerSettings;
  readonly container: ContainerSettings;
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
  readonly settings: VariableSettings;
  readonly logDays: number;
  /** Whether tables and secrets survive the deletion of the stack, which then needs one more step. */
  readonly retainData: boolean;
  /** Prometheus inside the network may scrape the tasks. */
  readonly allowScraping: boolean;
}
