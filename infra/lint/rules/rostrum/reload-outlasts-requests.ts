import { formatQuantity } from '../../../shared/format.ts';
import { rostrumRule } from '../../rule.ts';

export const reloadOutlastsRequests = rostrumRule({
  id: 'reload-outlasts-requests',
  severity: 'warning',
  summary: 'After a reload, old workers stay for the longest request',
  rationale:
    'responses cut off whenever the configuration changes, for example when an upstream server is added',
  fix: 'Raise worker_shutdown_timeout above the deadline of the api class, or leave it out.',
  source: 'https://nginx.org/en/docs/ngx_core_module.html#worker_shutdown_timeout',
  check({ classes, reloadTimes, contract }, report) {
    const { deadlineMs } = contract.classes.api;
    if (!classes.has('api') || deadlineMs === null) return;
    const longest = formatQuantity(deadlineMs, 'ms');
    for (const { ms, place } of reloadTimes)
      if (ms < deadlineMs)
        report(place, `it is ${formatQuantity(ms, 'ms')}, and a request may take ${longest}`);
  },
});
