import { graceHasTime } from './pods/grace-has-time.ts';
import { livenessSucceedsOnce } from './pods/liveness-succeeds-once.ts';
import { portNameAllowed } from './pods/port-name-allowed.ts';
import { preStopWithinGrace } from './pods/pre-stop-within-grace.ts';
import { probeWithinPeriod } from './pods/probe-gives-up-within-period.ts';
import { probePortIsThere } from './pods/probe-port-is-there.ts';
import { probesDiffer } from './pods/probes-differ.ts';
import { requestsWithinLimits } from './pods/requests-within-limits.ts';
import { rolloutHasRoom } from './pods/rollout-has-room.ts';
import { rolloutKeepsPod } from './pods/rollout-keeps-a-pod.ts';
import { selectorChoosesOwnPods } from './pods/selector-chooses-own-pods.ts';
import { budgetAllowsOne } from './scaling/budget-allows-one.ts';
import { budgetAllowsOneWhenQuiet } from './scaling/budget-allows-one-when-quiet.ts';
import { scalerHasTarget } from './scaling/scaler-has-a-target.ts';
import { scalerHasRequests } from './scaling/scaler-has-requests.ts';
import { scalerHasRoom } from './scaling/scaler-has-room.ts';
import { scalerKnowsReplicas } from './scaling/scaler-knows-replicas.ts';
import { scalerNamesGroup } from './scaling/scaler-names-the-group.ts';
import { backendIsThere } from './services/backend-is-there.ts';
import { backendPortIsThere } from './services/backend-port-is-there.ts';
import { selectorChoosesNamesake } from './services/selector-chooses-namesake.ts';
import { selectorChoosesPods } from './services/selector-chooses-pods.ts';
import { serviceAsksReadiness } from './services/service-asks-readiness.ts';
import { servicePortIsThere } from './services/service-port-is-there.ts';

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
