import { cloudFormationRule } from '../../../rule.ts';
import { isStreamPath } from './paths.ts';

export const streamsPassUnchanged = cloudFormationRule({
  id: 'streams-pass-unchanged',
  severity: 'note',
  summary: 'Stream paths are not compressed at the edge',
  rationale: 'text that arrives in bursts, or at the end',
  fix: 'Set Compress to false in the cache behavior of the path.',
  source: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html',
  check({ template }, report) {
    for (const behavior of template.cacheBehaviors) {
      const [path, compress] = [behavior.get('PathPattern').text(), behavior.get('Compress')];
      if (path !== null && isStreamPath(path) && compress.flag() === true)
        report(compress, `${path} is compressed`);
    }
  },
});
