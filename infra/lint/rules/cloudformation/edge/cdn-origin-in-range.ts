import { originConfig } from '../../../models/cloudformation/facts/edge.ts';
import { cloudFormationRule } from '../../../rule.ts';

const ranges = [
  ['ConnectionTimeout', 1, 10],
  ['ConnectionAttempts', 1, 3],
  ['ResponseCompletionTimeout', 1, 3600],
] as const;

export const cdnOriginInRange = cloudFormationRule({
  id: 'cdn-origin-in-range',
  severity: 'error',
  summary: "The settings of an origin are in CloudFront's range",
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Choose a value in the range.',
  source: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html',
  check({ template }, report) {
    for (const origin of template.customOrigins) {
      for (const [key, min, max] of ranges) {
        const value = origin.get(key).outside(min, max);
        if (value !== null) report(origin.get(key), `${key} is ${value}, not ${min} to ${max}`);
      }
      const read = originConfig(origin).get('OriginReadTimeout');
      const value = read.outside(1, 120);
      if (value !== null) report(read, `it is ${value} s, not 1 to 120 s (more needs a higher quota)`);
    }
  },
});
