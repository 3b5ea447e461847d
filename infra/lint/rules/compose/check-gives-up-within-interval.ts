import { formatQuantity } from '../../../shared/format.ts';
import { activeCheck } from '../../models/compose/health.ts';
import { readDuration } from '../../models/compose/services.ts';
import { composeRule } from '../../rule.ts';

const retriesDefault = 3;

export const checkWithinInterval = composeRule({
  id: 'check-gives-up-within-interval',
  severity: 'note',
  summary: 'A health check gives up before its interval is over',
  rationale:
    'a hung program that is detected late: Docker waits for the check, then for the interval, then checks again',
  fix: 'Lower the timeout, if the check answers faster; keep it, if slow answers are normal.',
  source: 'https://docs.docker.com/reference/dockerfile/#healthcheck',
  check({ services }, report) {
    for (const check of services.map(({ node }) => activeCheck(node)).filter((one) => one !== null)) {
      const [timeout, interval] = [readDuration(check.get('timeout')), readDuration(check.get('interval'))];
      if (typeof timeout !== 'number' || typeof interval !== 'number' || timeout <= interval) continue;
      const retries = check.get('retries').numberOr(retriesDefault) ?? retriesDefault;
      const [one, pause, whole] = [timeout, interval, retries * (timeout + interval)].map((ms) =>
        formatQuantity(ms, 'ms'),
      );
      report(
        check.get('timeout'),
        `a check may take ${one}, and the next starts ${pause} later: a hung program is unhealthy after ${whole}`,
      );
    }
  },
});
