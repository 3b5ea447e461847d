import { checkWithinInterval } from './check-gives-up-within-interval.ts';
import { healthCanBeWaitedFor } from './health-can-be-waited-for.ts';
import { namesDeclared } from './names-are-declared.ts';
import { namesDeclaredElsewhere } from './names-are-declared-elsewhere.ts';
import { cpusWithinLimit } from './processors-reserved-within-limit.ts';
import { reservationWithinLimit } from './reservation-within-limit.ts';
import { softWithinHard } from './soft-within-hard.ts';
import { startIntervalHasPeriod } from './start-interval-has-period.ts';
import { stopHasTime } from './stop-has-time.ts';
import { waitsForHealth } from './waits-for-health.ts';

export const composeRules = [
  checkWithinInterval,
  healthCanBeWaitedFor,
  namesDeclaredElsewhere,
  namesDeclared,
  cpusWithinLimit,
  reservationWithinLimit,
  softWithinHard,
  startIntervalHasPeriod,
  stopHasTime,
  waitsForHealth,
];
