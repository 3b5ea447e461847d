import { attributeInRange } from './balancers/attribute-in-range.ts';
import { attributeNamesKnown } from './balancers/attribute-names-known.ts';
import { balancerAsksReadiness } from './balancers/balancer-asks-readiness.ts';
import { blueEqualsGreen } from './balancers/blue-equals-green.ts';
import { healthCheckInRange } from './balancers/health-check-in-range.ts';
import { rulePrioritiesDiffer } from './balancers/rule-priorities-differ.ts';
import { ruleValuesAtMostFive } from './balancers/rule-values-at-most-five.ts';
import { serviceWaitsForListener } from './balancers/service-waits-for-listener.ts';
import { slowStartWithRoundRobin } from './balancers/slow-start-with-round-robin.ts';
import { socketNotToFunction } from './balancers/socket-not-to-function.ts';
import { targetGroupHasListener } from './balancers/target-group-has-listener.ts';
import { capacityHasRoom } from './data/capacity-has-room.ts';
import { databaseCanPause } from './data/database-can-pause.ts';
import { databaseInRange } from './data/database-in-range.ts';
import { failoverHasReplica } from './data/failover-has-a-replica.ts';
import { functionInRange } from './data/function-in-range.ts';
import { queueOutlastsFunction } from './data/queue-outlasts-function.ts';
import { cdnCompletionCoversRead } from './edge/cdn-completion-covers-read.ts';
import { cdnOriginInRange } from './edge/cdn-origin-in-range.ts';
import { integrationTimeoutInRange } from './edge/integration-timeout-in-range.ts';
import { socketHeadersForwarded } from './edge/socket-headers-forwarded.ts';
import { streamsPassUnchanged } from './edge/streams-pass-unchanged.ts';
import { webAclInTheRightScope } from './edge/web-acl-in-the-right-scope.ts';
import { balancedContainerIsThere } from './tasks/balanced-container-is-there.ts';
import { containerPortMapped } from './tasks/container-port-mapped.ts';
import { containersWithinTask } from './tasks/containers-within-task.ts';
import { deploymentHasRoom } from './tasks/deployment-has-room.ts';
import { deploymentKeepsTask } from './tasks/deployment-keeps-a-task.ts';
import { fargateSize } from './tasks/fargate-size.ts';
import { limitsWithinTask } from './tasks/limits-within-task.ts';
import { privateTaskHasEndpoints } from './tasks/private-task-has-endpoints.ts';
import { rebalancingHasRoom } from './tasks/rebalancing-has-room.ts';
import { restartInRange } from './tasks/restart-in-range.ts';
import { rolloutInRange } from './tasks/rollout-in-range.ts';
import { stopInRange } from './tasks/stop-in-range.ts';
import { taskReachesDatabase } from './tasks/task-reaches-database.ts';
import { taskReachesRegistry } from './tasks/task-reaches-registry.ts';
import { templateMatchesContract } from './tasks/template-says-what-the-contract-says.ts';

export const cloudFormationRules = [
  attributeInRange,
  attributeNamesKnown,
  balancedContainerIsThere,
  balancerAsksReadiness,
  blueEqualsGreen,
  capacityHasRoom,
  cdnCompletionCoversRead,
  cdnOriginInRange,
  containerPortMapped,
  containersWithinTask,
  databaseCanPause,
  databaseInRange,
  deploymentHasRoom,
  deploymentKeepsTask,
  fargateSize,
  failoverHasReplica,
  functionInRange,
  healthCheckInRange,
  integrationTimeoutInRange,
  limitsWithinTask,
  queueOutlastsFunction,
  rebalancingHasRoom,
  restartInRange,
  rolloutInRange,
  rulePrioritiesDiffer,
  ruleValuesAtMostFive,
  serviceWaitsForListener,
  slowStartWithRoundRobin,
  socketHeadersForwarded,
  socketNotToFunction,
  stopInRange,
  streamsPassUnchanged,
  targetGroupHasListener,
  privateTaskHasEndpoints,
  taskReachesDatabase,
  taskReachesRegistry,
  templateMatchesContract,
  webAclInTheRightScope,
];
