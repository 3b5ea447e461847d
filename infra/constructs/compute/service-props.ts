import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { DeploymentSettings, ServiceSettings } from '../../../app/contract/types/deployment.ts';
import type { NetworkResources } from '../network/network.ts';

interface ServicePlacement {
  readonly cluster: ecs.ICluster;
  readonly network: NetworkResources;
  readonly alarmNames: readonly string[];
}

/**
 * Properties that web and worker share: placement and rollback. They have no desired count, because a deployment would
 * then remove the tasks that scaling has added.
 */
export function createServiceProps(
  { network: networkSettings, account }: Pick<DeploymentSettings, 'network' | 'account'>,
  size: ServiceSettings,
  { cluster, network, alarmNames }: ServicePlacement,
) {
  return {
    cluster,
    vpcSubnets: network.taskSubnets,
    assignPublicIp: network.tasksArePublic,
    minHealthyPercent: size.minimumPercent,
    maxHealthyPercent: size.maximumPercent,
    capacityProviderStrategies: capacityProviders(size),
    circuitBreaker: { enable: true, rollback: true },
    deploymentAlarms: { alarmNames: [...alarmNames], behavior: ecs.AlarmBehavior.ROLLBACK_ON_ALARM },
    availabilityZoneRebalancing:
      networkSettings.zones > 1
        ? ecs.AvailabilityZoneRebalancing.ENABLED
        : ecs.AvailabilityZoneRebalancing.DISABLED,
    enableExecuteCommand: account.allowExec,
    propagateTags: ecs.PropagatedTagSource.SERVICE,
    enableECSManagedTags: true,
  };
}

function capacityProviders({ spotPercent }: ServiceSettings): ecs.CapacityProviderStrategy[] {
  const shares = [
    { capacityProvider: 'FARGATE', weight: 100 - spotPercent },
    { capacityProvider: 'FARGATE_SPOT', weight: spotPercent },
  ];
  return shares.filter(({ weight }) => weight > 0);
}
