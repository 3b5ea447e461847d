import type { Rule } from '../../types.ts';
import { type CloudFormationRuleSet, outOfRange } from './context.ts';

const integrationTimeoutInRange: Rule = {
  id: 'integration-timeout-in-range',
  severity: 'error',
  summary: "The timeout of an API Gateway integration is in the platform's range",
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Choose 50 to 30000 ms; for longer work, answer at once and let the client fetch the result.',
};

const msMin = 50;
const httpMsMax = 30_000;

/** For REST APIs the maximum is a quota of the account, so it is not checked. */
export const gatewayRules: CloudFormationRuleSet = {
  rules: [integrationTimeoutInRange],
  check({ deployment: { template } }, report) {
    for (const { properties } of template.ofType('AWS::ApiGatewayV2::Integration')) {
      const node = properties.get('TimeoutInMillis');
      const value = outOfRange(node, msMin, httpMsMax);
      if (value !== null)
        report(integrationTimeoutInRange, node, `it is ${value} ms, not ${msMin} to ${httpMsMax} ms`);
    }
  },
};
