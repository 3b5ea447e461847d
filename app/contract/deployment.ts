/** What a deployment declares around the program: gateways, containers, rollout, scaling, data. Each stands once. */

/** The content network in front (CloudFront). How long it waits for the next byte is edge.gatewayReadMs. */
export interface Cdn {
  /** How long it keeps an idle connection to the balancer. */
  readonly keepAliveMs: number;
  /** One try to connect, and how many there are. */
  readonly connectMs: number;
  readonly connectAttempts: number;
  /** The longest it lets a whole response take; null: as long as bytes come. */
  readonly completionMs: number | null;
  /** A socket with no byte from us for this long is closed; CloudFront's own number, which nobody can change. */
  readonly socketIdleMs: number;
  /** The most that edge.gatewayReadMs may be without asking AWS for a higher quota. */
  readonly readMsMax: number;
  /** Requests of one address in a window; the next are blocked at the edge, with no answer of ours. */
  readonly addressRequestsMax: number;
  readonly windowSeconds: number;
}

/** How often something is asked whether it lives. */
export interface HealthCheck {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Answers in a row that make it healthy, and unhealthy. */
  readonly healthyAnswers: number;
  readonly unhealthyAnswers: number;
}

/** The balancer (ALB). How long it keeps an idle connection is edge.gatewayIdleMs. */
export interface Balancer {
  /** How long a client (the content network) may keep its connection. */
  readonly clientKeepAliveMs: number;
  /** After a target has left, its requests may take this long to end. */
  readonly deregistrationMs: number;
  /** A new target gets its full share only after this; 0: at once. */
  readonly slowStartMs: number;
  /** `least_outstanding_requests` suits streams beside short requests; it excludes a slow start. */
  readonly algorithm: 'least_outstanding_requests' | 'round_robin';
  readonly health: HealthCheck;
}

/** One service: the size of its tasks and how many there are. */
export interface Service {
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

export interface Container {
  readonly openFilesMax: number;
  /** From the start of a task until it serves, as 99 of 100 do: image, boot, first connection. */
  readonly bootMs: number;
  /** The service ignores failed health checks for this long. */
  readonly graceMs: number;
  /** The container's own check; `startMs` is how long failures do not count. */
  readonly health: HealthCheck;
  readonly startMs: number;
  /** What Fargate allows for process.stopMs. */
  readonly stopMsMax: number;
}

/** A new version gets a share of the traffic first, and all of it when no alarm has rung. */
export interface Rollout {
  readonly strategy: 'canary' | 'rolling';
  readonly canaryPercent: number;
  readonly canaryMs: number;
  /** After all traffic has moved, the old version stays this long, to go back to. */
  readonly bakeMs: number;
  /** The longest that CloudFormation lets canary and bake take together. */
  readonly durationMsMax: number;
}

export interface Scaling {
  readonly requestsPerSecondPerTask: number;
  /** Streams and sockets of one task, on average. */
  readonly liveConnectionsPerTask: number;
  /** Debates that run, of those that a worker could run, in per cent. */
  readonly workerUtilisationPercent: number;
  /** Debates that wait, for each worker. */
  readonly backlogPerWorker: number;
  readonly cpuPercent: number;
  readonly outCooldownMs: number;
  readonly inCooldownMs: number;
  /** How often a process writes the two numbers that scaling goes by. */
  readonly reportMs: number;
}

export interface Alarms {
  readonly periodMs: number;
  readonly periods: number;
  readonly errorPercentMax: number;
  readonly p99MsMax: number;
  readonly backlogAgeMsMax: number;
  /** Of database.connectionsMax and of the database's capacity, in per cent. */
  readonly databasePercentMax: number;
  readonly failedDebatesMax: number;
  readonly providerErrorsMax: number;
  /** Of the models, in one hour. */
  readonly spendUsdPerHourMax: number;
}

/** Aurora Serverless: 1 capacity unit is about 2 GiB. */
export interface DatabaseService {
  readonly capacityMin: number;
  readonly capacityMax: number;
  /** Connections that the database accepts at its smallest capacity setting. */
  readonly connectionsMax: number;
  /** It sleeps after so long without a connection; null: never, for workers ask it once a second. */
  readonly pauseMs: number | null;
  readonly resumeMs: number;
  readonly backupDays: number;
  /** A second instance in another zone takes over when the first is lost. */
  readonly standby: boolean;
}

export interface CacheService {
  readonly dataGBMax: number;
  readonly commandsPerSecondMax: number;
}

export interface Network {
  readonly zones: number;
  /** 0: tasks have public addresses and accept nothing from outside. */
  readonly natGateways: number;
  /** Whether AWS's own services are reached through private endpoints. */
  readonly endpoints: boolean;
  /** Addresses of one subnet that tasks can have. */
  readonly addressesPerSubnet: number;
}

/** The short routes on a function (Lambda) behind the same balancer. */
export interface FunctionService {
  readonly enabled: boolean;
  readonly timeoutMs: number;
  readonly timeoutMsMax: number;
  readonly memoryMiB: number;
  readonly concurrencyMax: number;
  readonly poolMax: number;
  /** What a balancer can hand to a function, and take from it. */
  readonly bodyBytesMax: number;
}

/** Who deploys names these; null: AWS's own address, and no mails. */
export interface Naming {
  readonly domain: string | null;
  /** In us-east-1, for the content network. */
  readonly certificateArn: string | null;
  readonly hostedZoneId: string | null;
  readonly alarmEmail: string | null;
}

export interface Deployment {
  readonly cdn: Cdn;
  readonly balancer: Balancer;
  readonly container: Container;
  readonly web: Service;
  readonly worker: Service;
  readonly rollout: Rollout;
  readonly scaling: Scaling;
  readonly alarms: Alarms;
  readonly database: DatabaseService;
  readonly cache: CacheService;
  readonly network: Network;
  readonly function: FunctionService;
  readonly naming: Naming;
  readonly logDays: number;
  /** Whether tables and secrets survive the deletion of the stack, which then needs one more step. */
  readonly dataKept: boolean;
  /** Prometheus inside the network may scrape the tasks. */
  readonly scraped: boolean;
}
