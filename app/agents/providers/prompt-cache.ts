import { estimateTextTokens } from '../agent.ts';
import type { Prompt } from '../prompts.ts';

/** Providers cache no prefix that is shorter. */
const cachedTokensMin = 1024;

/** The first message, cut where the part that all turns of a debate share ends. */
export interface SharedPrefix {
  readonly shared: string;
  readonly rest: string;
}

/** Null when the shared part is too short to be cached. */
export function findSharedPrefix({ system, sharedChars, messages }: Prompt): SharedPrefix | null {
  const content = messages[0]?.content ?? '';
  const shared = content.slice(0, sharedChars);
  if (shared === '' || estimateTextTokens(system + shared) < cachedTokensMin) return null;
  return { shared, rest: content.slice(sharedChars) };
}
