import { composeRule } from '../../rule.ts';

export const softWithinHard = composeRule({
  id: 'soft-within-hard',
  severity: 'error',
  summary: 'The soft limit of open files does not exceed the hard one',
  rationale: 'a container that does not start',
  fix: 'Lower soft, or raise hard.',
  source: 'https://docs.docker.com/reference/compose-file/services/#ulimits',
  check({ services }, report) {
    for (const { node } of services) {
      const limit = node.get('ulimits', 'nofile');
      if (!limit.isMap) continue;
      const [soft, hard] = [limit.get('soft').number(), limit.get('hard').number()];
      if (typeof soft === 'number' && typeof hard === 'number' && hard >= 0 && (soft > hard || soft < 0))
        report(limit.get('soft'), `soft is ${soft}, and hard is ${hard}`);
    }
  },
});
