import { activeCheck } from '../../models/compose/health.ts';
import { composeRule } from '../../rule.ts';

export const startIntervalHasPeriod = composeRule({
  id: 'start-interval-has-period',
  severity: 'warning',
  summary: 'A health check with start_interval has a start_period',
  rationale: 'a project that newer versions of Compose refuse to start; older ones ignore start_interval',
  fix: 'Set start_period to the longest duration of the start.',
  source: 'https://docs.docker.com/reference/compose-file/services/#healthcheck',
  check({ project, services }, report) {
    for (const { node } of services) {
      const check = activeCheck(node);
      // In an override file without its main file, start_period may be in the main file.
      const isPart = !node.get('extends').isAbsent || (project.isPartial && check?.get('test').isAbsent);
      if (check === null || isPart) continue;
      if (!check.get('start_interval').isAbsent && check.get('start_period').isAbsent)
        report(check.get('start_interval'), 'there is no start_period');
    }
  },
});
