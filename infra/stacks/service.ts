import { Stack, type StackProps } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import type { Contract } from '../../app/contract/contract.ts';
import { createAlarms, takingBack } from '../constructs/alarms.ts';
import { createBalancer } from '../constructs/balancer.ts';
import { createCluster } from '../constructs/cluster.ts';
import { createDashboard } from '../constructs/dashboard.ts';
import { createDistribution } from '../constructs/distribution.ts';
import { createAddress } from '../constructs/domain.ts';
import type { Surroundings } from '../constructs/environment.ts';
import { type ApiFunction, createFunction } from '../constructs/function.ts';
import { createImage } from '../constructs/image.ts';
import { createMigration } from '../constructs/migration.ts';
import { seenFrom } from '../constructs/network.ts';
import { letContentNetworkIn } from '../constructs/origin-group.ts';
import { createOutputs } from '../constructs/outputs.ts';
import { scaleWeb, scaleWorker } from '../constructs/scaling.ts';
import { letScraperIn } from '../constructs/scraper.ts';
import { createTasks } from '../constructs/tasks.ts';
import { metricsOf } from '../constructs/watched.ts';
import { createWebService } from '../constructs/web-service.ts';
import { createWorkerService } from '../constructs/worker-service.ts';
import type { DataStack } from './data.ts';

export interface ServiceParts {
  readonly data: DataStack;
  readonly firewallArn: string;
  /** An image that CI has built; null: `cdk deploy` builds one. */
  readonly imageUri: string | null;
  /** Another database than the data stack's, in the same network and with the same user; null: that one. */
  readonly databaseHost: string | null;
  readonly code: Code;
}

/** Folders whose contents run in functions. */
export interface Code {
  /** With rostrum.mjs. */
  readonly program: string;
  /** With handler.mjs. */
  readonly migration: string;
}

/** What runs: tasks, balancer, content network, and what watches them. */
export class ServiceStack extends Stack {
  readonly #zones: readonly string[];

  constructor(scope: Construct, id: string, contract: Contract, parts: ServiceParts, props: StackProps) {
    super(scope, id, props);
    const { data, firewallArn, imageUri, databaseHost, code } = parts;
    this.#zones = data.availabilityZones;
    const network = seenFrom(this, data.network);
    const around: Surroundings = {
      region: this.region,
      databaseHost: databaseHost ?? data.database.clusterEndpoint.hostname,
      cacheUrl: data.cache.url,
      secrets: data.secrets,
    };
    const cluster = createCluster(this, contract, network.vpc);
    const image = createImage(this, contract, imageUri);
    const { tasks, logs } = createTasks(this, contract, { image, around });
    const migration = createMigration(this, contract, {
      ...{ cluster, network, task: tasks.migrate, logGroup: logs.migrate, code: code.migration },
    });
    const balancer = createBalancer(this, contract, network);
    const fn = contract.deployment.function.enabled
      ? createFunction(this, contract, { network, around, code: code.program })
      : null;
    const web = createWebService(this, contract, {
      ...{ cluster, network, balancer, task: tasks.web, alarmNames: takingBack(this, 'web') },
      onFunction: fn && elbv2.ListenerAction.forward([fn.targets]),
    });
    const worker = createWorkerService(this, contract, {
      ...{ cluster, network, task: tasks.worker, alarmNames: takingBack(this, 'worker') },
    });
    if (contract.deployment.scraped)
      letScraperIn(this, contract, { vpc: network.vpc, web: web.group, worker: worker.group });
    afterMigration(migration, [web.service, worker.service, fn]);
    scaleWeb(web.service, web.targets, contract);
    scaleWorker(worker.service, contract);
    const metrics = metricsOf(this, contract, {
      loadBalancer: balancer.loadBalancer,
      targetGroups: web.targets.map(({ targetGroupFullName }) => targetGroupFullName),
      requestLogs: [logs.web, ...(fn ? [fn.logGroup] : [])],
      // Its name is the first part of its address.
      databaseCluster: databaseHost?.split('.')[0] ?? data.database.clusterIdentifier,
    });
    const { alarms, topic } = createAlarms(this, contract, metrics);
    // A deployment looks at its alarms from its first minute; and when all of it is deleted, the cluster gives up
    // Fargate after the last service that uses it.
    for (const service of [web.service, worker.service]) service.node.addDependency(...alarms, cluster);
    const dashboard = createDashboard(this, contract, metrics, alarms);
    const distribution = createDistribution(this, contract, { balancer, firewallArn });
    letContentNetworkIn(this, contract, { network, balancer, distribution });
    const url = createAddress(this, contract, distribution);
    createOutputs(this, contract, { url, secrets: data.secrets, dashboard, topic });
  }

  override get availabilityZones(): string[] {
    return [...this.#zones];
  }
}

/** No version serves before the schema is up to date. */
function afterMigration(
  migration: Construct,
  services: readonly (ecs.FargateService | ApiFunction | null)[],
): void {
  for (const service of services) {
    if (service === null) continue;
    ('lambda' in service ? service.lambda : service).node.addDependency(migration);
  }
}
