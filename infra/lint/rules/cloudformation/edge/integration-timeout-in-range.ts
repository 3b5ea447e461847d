import { cloudFormationRule } from '../../../rule.ts';

const [msMin, msMax] = [50, 30_000];

/** For REST APIs the maximum is a quota of the account, so it is not checked. */
export const integrationTimeoutInRange = cloudFormationRule({
  id: 'integration-timeout-in-range',
  severity: 'error',
  summary: "The timeout of an API Gateway integration is in the platform's range",
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Choose 50 to 30000 ms; for longer work, answer at once and let the client fetch the result.',
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html',
  check({ template }, report) {
    for (const { properties } of template.ofType('AWS::ApiGatewayV2::Integration')) {
      const node = properties.get('TimeoutInMillis');
      const value = node.outside(msMin, msMax);
      if (value !== null) report(node, `it is ${value} ms, not ${msMin} to ${msMax} ms`);
    }
  },
});
