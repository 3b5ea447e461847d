import { Stack, type StackProps } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import type { Contract } from '../../app/contract/types/contract.ts';
import { type ApiFunction, createApiFunction } from '../constructs/compute/api-function.ts';
import { createCluster } from '../constructs/compute/cluster.ts';
import { createImage } from '../constructs/compute/image.ts';
import { scaleWeb, scaleWorker } from '../constructs/compute/scaling.ts';
import type { TaskEndpoints } from '../constructs/compute/task-environment.ts';
import { createTasks } from '../constructs/compute/tasks.ts';
import { createWebService } from '../constructs/compute/web-service.ts';
import { createWorkerService } from '../constructs/compute/worker-service.ts';
import { createMigration } from '../constructs/data/migration.ts';
import { allowCloudFront } from '../constructs/edge/cloudfront-ingress.ts';
import { createDistribution } from '../constructs/edge/distribution.ts';
import { createDnsRecords } from '../constructs/edge/dns.ts';
import { createLoadBalancer } from '../constructs/edge/load-balancer.ts';
import { importNetwork } from '../constructs/network/network.ts';
import { allowPrometheus } from '../constructs/network/prometheus-ingress.ts';
import { createAlarms, rollbackAlarmNames } from '../constructs/observability/alarms.ts';
import { createDashboard } from '../constructs/observability/dashboard.ts';
import { createDeploymentMetrics } from '../constructs/observability/metrics.ts';
import type { DataStack } from './data.ts';
import { createOutputs } from './outputs.ts';

export interface ServiceStackOptions {
  readonly data: DataStack;
  readonly firewallArn: string;
  /** URI of an image that CI has built; null: `cdk deploy` builds one. */
  readonly imageUri: string | null;
  /** Host of another database in the same network and with the same user; null: the data stack's. */
  readonly databaseHost: string | null;
  readonly code: LambdaAssets;
}

/** Folders of the functions' code. */
export interface LambdaAssets {
  /** With rostrum.mjs. */
  readonly program: string;
  /** With handler.mjs. */
  readonly migration: string;
}

/** Tasks, load balancer, CloudFront, alarms and dashboard. */
export class ServiceStack extends Stack {
  readonly #zones: readonly string[];

  constructor(
    scope: Construct,
    id: string,
    contract: Contract,
    parts: ServiceStackOptions,
    props: StackProps,
  ) {
    super(scope, id, props);
    const { data, firewallArn, imageUri, databaseHost, code } = parts;
    this.#zones = data.availabilityZones;
    const network = importNetwork(this, data.network);
    const endpoints: TaskEndpoints = {
      region: this.region,
      databaseHost: databaseHost ?? data.database.clusterEndpoint.hostname,
      cacheUrl: data.cache.url,
      secrets: data.secrets,
    };
    const cluster = createCluster(this, contract, network.vpc);
    const image = createImage(this, contract, imageUri);
    const { tasks, logs } = createTasks(this, contract, { image, endpoints });
    const migration = createMigration(this, contract, {
      cluster,
      network,
      task: tasks.migrate,
      logGroup: logs.migrate,
      code: code.migration,
    });
    const balancer = createLoadBalancer(this, contract, network);
    const fn = contract.deployment.function.enabled
      ? createApiFunction(this, contract, { network, endpoints, code: code.program })
      : null;
    const web = createWebService(this, contract, {
      cluster,
      network,
      balancer,
      task: tasks.web,
      alarmNames: rollbackAlarmNames(this, 'web'),
      functionAction: fn && elbv2.ListenerAction.forward([fn.targets]),
    });
    const worker = createWorkerService(this, contract, {
      cluster,
      network,
      task: tasks.worker,
      alarmNames: rollbackAlarmNames(this, 'worker'),
    });
    if (contract.deployment.allowScraping)
      allowPrometheus(this, contract, { vpc: network.vpc, web: web.group, worker: worker.group });
    waitForMigration(migration, [web.service, worker.service, fn]);
    scaleWeb(web.service, web.targets, contract);
    scaleWorker(worker.service, contract);
    const metrics = createDeploymentMetrics(this, contract, {
      loadBalancer: balancer.loadBalancer,
      targetGroups: web.targets.map(({ targetGroupFullName }) => targetGroupFullName),
      requestLogs: [logs.web, ...(fn ? [fn.logGroup] : [])],
      // The cluster's name is the first part of the host name.
      databaseCluster: databaseHost?.split('.')[0] ?? data.database.clusterIdentifier,
    });
    const { alarms, topic } = createAlarms(this, contract, metrics);
    // Alarms must exist when the first deployment starts, and the cluster's Fargate capacity must be deleted after the
    // services.
    for (const service of [web.service, worker.service]) service.node.addDependency(...alarms, cluster);
    const dashboard = createDashboard(this, contract, metrics, alarms);
    const distribution = createDistribution(this, contract, { balancer, firewallArn });
    allowCloudFront(this, contract, { network, balancer, distribution });
    const url = createDnsRecords(this, contract, distribution);
    createOutputs(this, contract, { url, secrets: data.secrets, dashboard, topic });
  }

  override get availabilityZones(): string[] {
    return [...this.#zones];
  }
}

/** No version starts before the schema is up to date. */
function waitForMigration(
  migration: Construct,
  services: readonly (ecs.FargateService | ApiFunction | null)[],
): void {
  for (const service of services) {
    if (service === null) continue;
    ('lambda' in service ? service.lambda : service).node.addDependency(migration);
  }
}
