import { findMissingCheck } from '../../models/compose/health.ts';
import { composeRule } from '../../rule.ts';

export const healthCanBeWaitedFor = composeRule({
  id: 'health-can-be-waited-for',
  severity: 'error',
  summary: 'A service that another one waits for until it is healthy has a health check',
  rationale: 'a start that fails: a service without a health check never becomes healthy',
  fix: 'Add a healthcheck, or wait for service_started.',
  source: 'https://docs.docker.com/reference/compose-file/services/#depends_on',
  check({ services }, report) {
    for (const waits of services.map(({ node }) => node.get('depends_on')))
      for (const name of waits.keys()) {
        const condition = waits.get(name).isMap ? waits.get(name, 'condition') : null;
        const [only, ...more] = services.filter((one) => one.name === name);
        if (condition?.value !== 'service_healthy' || only === undefined || more.length > 0) continue;
        const reason = findMissingCheck(only);
        if (reason === 'unknown') condition.skip(`unknown whether the image of ${name} has a health check`);
        else if (reason !== null) report(condition, `the health check of ${name} ${reason}`);
      }
  },
});
