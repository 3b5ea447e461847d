import { cloudFormationRule } from '../../../rule.ts';

export const functionInRange = cloudFormationRule({
  id: 'function-in-range',
  severity: 'error',
  summary: "The timeout and the memory of a function are in the platform's range",
  rationale: 'a deployment that is rejected',
  fix: 'Choose 1 to 900 s and 128 to 10240 MB; run longer work in a service.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
  check({ template }, report) {
    for (const { properties } of template.functions) {
      const [timeout, memory] = [properties.get('Timeout'), properties.get('MemorySize')];
      const [seconds, megabytes] = [timeout.outside(1, 900), memory.outside(128, 10_240)];
      if (seconds !== null) report(timeout, `it is ${seconds} s`);
      if (megabytes !== null) report(memory, `it is ${megabytes} MB`);
    }
  },
});
