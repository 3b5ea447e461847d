import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Contract } from '../../app/contract/contract.ts';
import type { Service } from '../../app/contract/deployment.ts';
import { clusterOf } from './interfaces.ts';
import type { Network } from './network.ts';

interface Placed {
  readonly cluster: ecs.Cluster;
  readonly network: Network;
  readonly alarmNames: readonly string[];
}

/**
 * What web and worker have in common: where they run, and when a deployment goes back. How many there are is not said
 * here but where they scale: a deployment would otherwise take away what a busy hour has added.
 */
export function serviceProps(
  { deployment }: Contract,
  size: Service,
  { cluster, network, alarmNames }: Placed,
) {
  return {
    cluster: clusterOf(cluster),
    vpcSubnets: network.tasks,
    assignPublicIp: network.tasksArePublic,
    minHealthyPercent: size.minimumPercent,
    maxHealthyPercent: size.maximumPercent,
    capacityProviderStrategies: providersOf(size),
    circuitBreaker: { enable: true, rollback: true },
    deploymentAlarms: { alarmNames: [...alarmNames], behavior: ecs.AlarmBehavior.ROLLBACK_ON_ALARM },
    availabilityZoneRebalancing:
      deployment.network.zones > 1
        ? ecs.AvailabilityZoneRebalancing.ENABLED
        : ecs.AvailabilityZoneRebalancing.DISABLED,
    enableExecuteCommand: false,
    propagateTags: ecs.PropagatedTagSource.SERVICE,
    enableECSManagedTags: true,
  };
}

function providersOf({ spotPercent }: Service): ecs.CapacityProviderStrategy[] {
  const shares = [
    { capacityProvider: 'FARGATE', weight: 100 - spotPercent },
    { capacityProvider: 'FARGATE_SPOT', weight: spotPercent },
  ];
  return shares.filter(({ weight }) => weight > 0);
}
