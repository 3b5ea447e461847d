import type { Rule } from '../../source.ts';
import { outside, type Rules } from './rule.ts';

const range: Rule = {
  id: 'integration-timeout-in-range',
  severity: 'error',
  summary: 'A gateway waits for its function as long as the platform lets it',
  prevents: 'a deployment that is refused, and rolled back, after it has begun',
  fix: 'Choose 50 to 30000 ms; what takes longer is answered at once, and fetched later.',
};

const msMin = 50;
const httpMsMax = 30_000;

/** Of REST the largest number is a quota of the account, which nobody can know here. */
export const gatewayRules: Rules = {
  rules: [range],
  check({ deployment: { template } }, say) {
    for (const { properties } of template.ofType('AWS::ApiGatewayV2::Integration')) {
      const view = properties.get('TimeoutInMillis');
      const wrong = outside(view, msMin, httpMsMax);
      if (wrong !== null) say(range, view, `it is ${wrong} ms, and may be ${msMin} to ${httpMsMax} ms`);
    }
  },
};
