import { formatQuantity } from '../../../shared/format.ts';
import { findSetting } from '../../models/nginx/scope.ts';
import { parseNginxTime } from '../../models/nginx/units.ts';
import { rostrumRule } from '../../rule.ts';

export const reloadOutlastsRequests = rostrumRule({
  id: 'reload-outlasts-requests',
  severity: 'warning',
  summary: 'After a reload, old workers stay for the longest request',
  rationale:
    'responses cut off whenever the configuration changes, for example when an upstream server is added',
  fix: 'Raise worker_shutdown_timeout above the deadline of the api class, or leave it out.',
  source: 'https://nginx.org/en/docs/ngx_core_module.html#worker_shutdown_timeout',
  check({ classes, mains, contract }, report) {
    const { deadlineMs } = contract.classes.api;
    if (!classes.has('api') || deadlineMs === null) return;
    for (const main of mains) {
      const time = findSetting([main], 'worker_shutdown_timeout');
      const ms = time.kind === 'set' ? parseNginxTime(time.directive.args[0] ?? '') : null;
      if (time.kind === 'set' && ms !== null && ms < deadlineMs)
        report(
          time.place,
          `it is ${formatQuantity(ms, 'ms')}, and a request may take ${formatQuantity(deadlineMs, 'ms')}`,
        );
    }
  },
});
