const parsePrefixes = (list: string): readonly string[] => list.trim().split(/\s+/);
const hasPrefix = (word: string, list: readonly string[]) => list.some((prefix) => word.startsWith(prefix));

/** Prefixes of words with a negative meaning. */
const negativePrefixes = parsePrefixes(`
  fail crash kill miss late delay lost lose loss risk expens outage incident duplicat slow wrong problem
  worse block overhead complex hard difficult unclear unknown untested unproven error bug broke burden debt
  regress conflict shortage exceed overrun thrown waste churn complain violat breach danger weak stall
  degrad penalt overtime worr pain concern doubt fear unhapp reject refus
  rollback rolled short wait cannot can't`);

/** Prefixes of words with a positive meaning. */
const positivePrefixes = parsePrefixes(`
  work resum correct improv fast sav cheap succe good gain worth independ stable reliab proven proved simpl
  better best safe help benefit recover easi easy halv smooth robust prefer recommend within support solv
  won win`);

/** Prefixes of words that negate the next words. */
const negationPrefixes = parsePrefixes(
  'without cannot remov avoid prevent fewer less against reduc stop hardly never',
);
const isNegation = (word: string) =>
  /^(?:no(?:t|ne|thing|body)?|.*n't)$/.test(word) || hasPrefix(word, negationPrefixes);

/**
 * Estimates from its words whether a text reports something good (above 0) or bad (below 0). The estimate can be wrong,
 * so no phrase of a rehearsal states it as a fact.
 */
export function estimateSentiment(text: string): number {
  const words = text.toLowerCase().match(/\p{L}[\p{L}'’-]*/gu) ?? [];
  let sentiment = 0;
  for (const [index, word] of words.entries()) {
    const value = hasPrefix(word, positivePrefixes) ? 1 : hasPrefix(word, negativePrefixes) ? -1 : 0;
    const precedingWords = words.slice(Math.max(0, index - 3), index);
    sentiment += precedingWords.some(isNegation) ? -value : value;
  }
  return sentiment;
}

export const hasNumber = (text: string): boolean => /\d/.test(text);
