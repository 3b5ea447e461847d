/** ASCII characters per token: three in dense text, where English has four, and at most six. */
const asciiPerToken = { min: 3, max: 6 };

/** Other characters per token: one character may be 1.5 tokens, where Chinese has about one. */
const othersPerToken = { min: 2 / 3, max: 4 };

export interface CharacterCounts {
  readonly ascii: number;
  readonly others: number;
}

export function countCharacters(text: string): CharacterCounts {
  let others = 0;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) others++;
  return { ascii: text.length - others, others };
}

/** Approximate upper bound of the tokens of a text. */
export const maxTokens = ({ ascii, others }: CharacterCounts): number =>
  Math.ceil(ascii / asciiPerToken.min + others / othersPerToken.min);

/** Approximate lower bound of the tokens of a text. */
export const minTokens = ({ ascii, others }: CharacterCounts): number =>
  Math.floor(ascii / asciiPerToken.max + others / othersPerToken.max);

export const maxTextTokens = (text: string): number => maxTokens(countCharacters(text));

/** The shortest text whose upper bound is at least this many tokens. */
export const textWithTokens = (tokens: number): string => '大'.repeat(Math.ceil(tokens * othersPerToken.min));
