import { backendIsThere } from './backend-is-there.ts';
import { backendPortIsThere } from './backend-port-is-there.ts';
import { budgetAllowsOne } from './budget-allows-one.ts';
import { budgetAllowsOneWhenQuiet } from './budget-allows-one-when-quiet.ts';
import { graceHasTime } from './grace-has-time.ts';
import { livenessSucceedsOnce } from './liveness-succeeds-once.ts';
import { portNameAllowed } from './port-name-allowed.ts';
import { preStopWithinGrace } from './pre-stop-within-grace.ts';
import { probeWithinPeriod } from './probe-gives-up-within-period.ts';
import { probePortIsThere } from './probe-port-is-there.ts';
import { probesDiffer } from './probes-differ.ts';
import { requestsWithinLimits } from './requests-within-limits.ts';
import { rolloutHasRoom } from './rollout-has-room.ts';
import { rolloutKeepsPod } from './rollout-keeps-a-pod.ts';
import { scalerHasTarget } from './scaler-has-a-target.ts';
import { scalerHasRequests } from './scaler-has-requests.ts';
import { scalerHasRoom } from './scaler-has-room.ts';
import { scalerKnowsReplicas } from './scaler-knows-replicas.ts';
import { scalerNamesGroup } from './scaler-names-the-group.ts';
import { selectorChoosesNamesake } from './selector-chooses-namesake.ts';
import { selectorChoosesOwnPods } from './selector-chooses-own-pods.ts';
import { selectorChoosesPods } from './selector-chooses-pods.ts';
import { serviceAsksReadiness } from './service-asks-readiness.ts';
import { servicePortIsThere } from './service-port-is-there.ts';

export const kubernetesRules = [
  backendIsThere,
  backendPortIsThere,
  budgetAllowsOneWhenQuiet,
  budgetAllowsOne,
  graceHasTime,
  livenessSucceedsOnce,
  portNameAllowed,
  preStopWithinGrace,
  probeWithinPeriod,
  probePortIsThere,
  probesDiffer,
  requestsWithinLimits,
  rolloutHasRoom,
  rolloutKeepsPod,
  scalerHasTarget,
  scalerHasRequests,
  scalerHasRoom,
  scalerKnowsReplicas,
  scalerNamesGroup,
  selectorChoosesNamesake,
  selectorChoosesOwnPods,
  selectorChoosesPods,
  serviceAsksReadiness,
  servicePortIsThere,
];
