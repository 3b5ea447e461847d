import { attributeInRange } from './attribute-in-range.ts';
import { attributeNamesKnown } from './attribute-names-known.ts';
import { balancedContainerIsThere } from './balanced-container-is-there.ts';
import { balancerAsksReadiness } from './balancer-asks-readiness.ts';
import { blueEqualsGreen } from './blue-equals-green.ts';
import { capacityHasRoom } from './capacity-has-room.ts';
import { cdnCompletionCoversRead } from './cdn-completion-covers-read.ts';
import { cdnOriginInRange } from './cdn-origin-in-range.ts';
import { containerPortMapped } from './container-port-mapped.ts';
import { containersWithinTask } from './containers-within-task.ts';
import { databaseCanPause } from './database-can-pause.ts';
import { databaseInRange } from './database-in-range.ts';
import { deploymentHasRoom } from './deployment-has-room.ts';
import { deploymentKeepsTask } from './deployment-keeps-a-task.ts';
import { fargateSize } from './fargate-size.ts';
import { functionInRange } from './function-in-range.ts';
import { healthCheckInRange } from './health-check-in-range.ts';
import { integrationTimeoutInRange } from './integration-timeout-in-range.ts';
import { limitsWithinTask } from './limits-within-task.ts';
import { queueOutlastsFunction } from './queue-outlasts-function.ts';
import { rebalancingHasRoom } from './rebalancing-has-room.ts';
import { restartInRange } from './restart-in-range.ts';
import { rolloutInRange } from './rollout-in-range.ts';
import { rulePrioritiesDiffer } from './rule-priorities-differ.ts';
import { ruleValuesAtMostFive } from './rule-values-at-most-five.ts';
import { serviceWaitsForListener } from './service-waits-for-listener.ts';
import { slowStartWithRoundRobin } from './slow-start-with-round-robin.ts';
import { socketHeadersForwarded } from './socket-headers-forwarded.ts';
import { socketNotToFunction } from './socket-not-to-function.ts';
import { stopInRange } from './stop-in-range.ts';
import { streamsPassUnchanged } from './streams-pass-unchanged.ts';
import { targetGroupHasListener } from './target-group-has-listener.ts';
import { taskReachesDatabase } from './task-reaches-database.ts';
import { taskReachesRegistry } from './task-reaches-registry.ts';
import { templateMatchesContract } from './template-says-what-the-contract-says.ts';
import { wallInTheRightScope } from './wall-in-the-right-scope.ts';

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
  taskReachesDatabase,
  taskReachesRegistry,
  templateMatchesContract,
  wallInTheRightScope,
];
