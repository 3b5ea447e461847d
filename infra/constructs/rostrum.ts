import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Stack, Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { AccountSettings } from '../../app/contract/types/account.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { ContractError, contractErrors } from '../checks/contract-errors.ts';
import { type ApiFunction, createApiFunction } from './compute/api-function.ts';
import {
  type ClusterResources,
  deploymentTag,
  enableFargate,
  findOrCreateCluster,
} from './compute/cluster.ts';
import { createImage } from './compute/image.ts';
import { scaleWeb, scaleWorker } from './compute/scaling.ts';
import type { TaskEndpoints } from './compute/task-environment.ts';
import { createTasks, type Tasks } from './compute/tasks.ts';
import { createWebService, type WebService } from './compute/web-service.ts';
import { createWorkerService } from './compute/worker-service.ts';
import { createData } from './data/data.ts';
import { createMigration } from './data/migration.ts';
import type { RostrumSecrets } from './data/secrets.ts';
import { createIngress } from './edge/ingress.ts';
import { createLoadBalancer, type LoadBalancerResources } from './edge/load-balancer.ts';
import { createWebAcl } from './edge/web-acl.ts';
import { resourceName } from './names.ts';
import { createNetwork, type NetworkResources } from './network/network.ts';
import { allowPrometheus } from './network/prometheus-ingress.ts';
import { createAlarms, rollbackAlarmNames } from './observability/alarms.ts';
import { createDashboard } from './observability/dashboard.ts';
import { createDeploymentMetrics } from './observability/metrics.ts';
import { createPublicAlarms } from './observability/public-alarms.ts';
import { PropsError, propsErrors } from './props-errors.ts';
import type { RostrumProps } from './rostrum-props.ts';

/**
 * Rostrum, complete: network, database, cache, secrets, tasks, load balancer, CloudFront, alarms and dashboard. Its
 * resources are named `rostrum-NAME` after the profile, so each one in an account and region needs its own name.
 */
export class Rostrum extends Construct {
  readonly url: string;
  readonly vpc: ec2.IVpc;
  /** Members may reach the database and the cache. */
  readonly dataClients: ec2.ISecurityGroup;
  readonly web: WebService;
  /** null: the tasks of the web service also run debates. */
  readonly worker: ecs.FargateService | null;
  readonly loadBalancer: elbv2.IApplicationLoadBalancer;
  readonly secrets: RostrumSecrets;
  readonly alarmTopic: sns.Topic;
  readonly dashboard: cloudwatch.Dashboard;

  constructor(scope: Construct, id: string, props: RostrumProps) {
    super(scope, id);
    const { contract, code, imageUri = null, databaseHost = null } = props;
    const errors = contractErrors(contract, props.loadBalancer === undefined);
    if (errors.length > 0) throw new ContractError(contract.profile, errors);
    const refusals = propsErrors(props, Stack.of(this).region);
    if (refusals.length > 0) throw new PropsError(refusals);
    applyAccountSettings(this, contract.deployment.account);
    const network = createNetwork(this, contract.deployment, props);
    const data = createData(this, contract, network, props);
    const endpoints: TaskEndpoints = {
      databaseHost: databaseHost ?? data.database.host,
      cacheUrl: data.cacheUrl,
      secrets: data.secrets,
    };
    const { containerInsights } = contract.deployment.account;
    const clusterSettings = { clusterName: resourceName(contract), containerInsights };
    const cluster = findOrCreateCluster(this, clusterSettings, network.vpc, props.cluster);
    const image = createImage(this, contract.deployment.container, imageUri);
    const tasks = createTasks(this, contract, { image, endpoints, cluster });
    const migration = createMigration(this, contract, {
      cluster,
      network,
      task: tasks.migrate.task,
      logGroup: tasks.migrate.log,
      code: code.customResources,
      database: data.database.resource,
    });
    const balancer = createLoadBalancer(this, contract, network, props);
    if (cluster.own !== null) enableFargate(cluster.own, balancer.loadBalancer);
    createWebAcl(this, contract, balancer, props.webAclArn);
    const fn = contract.deployment.function.enabled
      ? createApiFunction(this, contract, { ...props, network, endpoints, code: code.program })
      : null;
    const services = createServices(this, contract, { cluster, network, balancer, tasks, fn });
    const running = [services.web.service, ...(services.worker ? [services.worker.service] : [])];
    waitForMigration(migration, [...running, fn]);
    const metrics = createDeploymentMetrics(this, contract, {
      balancer,
      targetGroups: services.web.targets.map(({ targetGroupFullName }) => targetGroupFullName),
      functionTargets: fn?.targets.targetGroupFullName ?? null,
      requestLogs: [tasks.web.log, ...(fn ? [fn.logGroup] : [])],
      // The database's identifier is the first part of the host name.
      databaseId: databaseHost?.split('.')[0] ?? data.database.id,
      cacheName: data.cacheName,
    });
    const { alarms, topic } = createAlarms(this, contract, metrics);
    // Alarms must exist when the first deployment starts, and the cluster's Fargate capacity must be deleted after the
    // services.
    for (const service of running)
      service.node.addDependency(...alarms, ...(cluster.own === null ? [] : [cluster.own]));
    this.dashboard = createDashboard(this, contract, metrics, alarms);
    const { url, distribution } = createIngress(this, contract, {
      network,
      balancer,
      code: code.customResources,
    });
    createPublicAlarms(this, props, { topic, url, distribution, service: services.web.service });
    this.url = url;
    this.vpc = network.vpc;
    this.dataClients = network.dataClients;
    this.web = services.web;
    this.worker = services.worker?.service ?? null;
    this.loadBalancer = balancer.loadBalancer;
    this.secrets = data.secrets;
    this.alarmTopic = topic;
  }
}

interface ServiceDeps {
  readonly cluster: ClusterResources;
  readonly network: NetworkResources;
  readonly balancer: LoadBalancerResources;
  readonly tasks: Tasks;
  readonly fn: ApiFunction | null;
}

function createServices(
  scope: Construct,
  contract: Contract,
  { cluster, network, balancer, tasks, fn }: ServiceDeps,
) {
  const web = createWebService(scope, contract, {
    cluster: cluster.cluster,
    network,
    balancer,
    task: tasks.web.task,
    alarmNames: rollbackAlarmNames(contract, tasks.worker === null ? ['web', 'worker'] : ['web']),
    functionAction: fn && elbv2.ListenerAction.forward([fn.targets]),
  });
  const worker =
    tasks.worker &&
    createWorkerService(scope, contract.deployment, {
      cluster: cluster.cluster,
      network,
      task: tasks.worker.task,
      alarmNames: rollbackAlarmNames(contract, ['worker']),
    });
  if (cluster.own === null)
    for (const one of [web, worker])
      if (one !== null) Tags.of(one.service).add(deploymentTag, resourceName(contract));
  scaleWeb(web.service, contract);
  if (worker) scaleWorker(worker.service, contract);
  if (contract.deployment.allowScraping)
    allowPrometheus(scope, contract.http, {
      vpc: network.vpc,
      web: web.group,
      worker: worker?.group ?? null,
    });
  return { web, worker };
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

function applyAccountSettings(scope: Construct, { tags, permissionsBoundaryArn }: AccountSettings): void {
  for (const [name, value] of Object.entries(tags)) Tags.of(scope).add(name, value);
  if (permissionsBoundaryArn !== null)
    iam.PermissionsBoundary.of(scope).apply(
      iam.ManagedPolicy.fromManagedPolicyArn(scope, 'PermissionsBoundary', permissionsBoundaryArn),
    );
}
