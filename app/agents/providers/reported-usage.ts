import type { Usage } from '../../debate/core/events.ts';
import { tokenDetails } from '../../debate/cost/usage.ts';
import type { ReportedUsage } from './reply-stream.ts';

/** The usage that a provider reported. A total that cannot be true is replaced by the estimate, such a part ignored. */
export function readUsage(reported: ReportedUsage, estimate: () => Usage): Usage {
  const input = possibleCount(reported.inputTokens);
  const output = possibleCount(reported.outputTokens);
  const estimated = input === null || output === null;
  const own = estimated ? estimate() : null;
  const parts = readParts(reported, input ?? 0, output ?? 0);
  return {
    inputTokens: input ?? own?.inputTokens ?? 0,
    outputTokens: output ?? own?.outputTokens ?? 0,
    estimated,
    ...parts,
  };
}

function readParts(reported: ReportedUsage, input: number, output: number) {
  const cachedTokens = possibleCount(reported.cachedTokens, input);
  // Both are parts of the same input.
  const cacheWriteTokens = possibleCount(reported.cacheWriteTokens, input - (cachedTokens ?? 0));
  return tokenDetails({
    cachedTokens,
    cacheWriteTokens,
    reasoningTokens: possibleCount(reported.reasoningTokens, output),
  });
}

/** Every call has a prompt and a reply, so that 0 is no count. */
const possibleCount = (count: number | null | undefined, atMost = Number.MAX_SAFE_INTEGER): number | null =>
  typeof count === 'number' && Number.isSafeInteger(count) && count > 0 && count <= atMost ? count : null;
