import { originConfig } from '../../../models/cloudformation/facts/edge.ts';
import { cloudFormationRule } from '../../../rule.ts';

export const cdnCompletionCoversRead = cloudFormationRule({
  id: 'cdn-completion-covers-read',
  severity: 'error',
  summary: 'The completion timeout of a response covers the read timeout',
  rationale: 'a deployment that starts, is rejected and rolled back',
  fix: 'Raise ResponseCompletionTimeout, or remove it: then there is no limit.',
  source: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html',
  check({ template }, report) {
    for (const origin of template.customOrigins) {
      const whole = origin.get('ResponseCompletionTimeout');
      const [seconds, read] = [whole.number(), originConfig(origin).get('OriginReadTimeout').numberOr(30)];
      if (typeof seconds === 'number' && read !== null && seconds < read)
        report(whole, `it is ${seconds} s, and the read timeout ${read} s`);
    }
  },
});
