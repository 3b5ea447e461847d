/** ASCII characters to a token, where there are fewest, and where there are most. */
const asciiPerToken = { min: 3, max: 6 };

/** The same of any other character: a part of one where there are fewest. */
const othersPerToken = { min: 2 / 3, max: 4 };

/** How many characters a text has, of each kind. */
export interface CharacterCounts {
  readonly ascii: number;
  readonly others: number;
}

export function countCharacters(text: string): CharacterCounts {
  let others = 0;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) others++;
  return { ascii: text.length - others, others };
}

/**
 * The most tokens that these characters can be, roughly: three ASCII characters to a token, where English has four, and
 * one and a half tokens for any other character, where Chinese has about one.
 */
export const maxTokens = ({ ascii, others }: CharacterCounts): number =>
  Math.ceil(ascii / asciiPerToken.min + others / othersPerToken.min);

/** The fewest that they can be, roughly: twice as many ASCII characters to a token, and four of any other. */
export const minTokens = ({ ascii, others }: CharacterCounts): number =>
  Math.floor(ascii / asciiPerToken.max + others / othersPerToken.max);

export const maxTextTokens = (text: string): number => maxTokens(countCharacters(text));

/** A text that is so many tokens at least, in as few characters as can be. */
export const textWithTokens = (tokens: number): string => '大'.repeat(Math.ceil(tokens * othersPerToken.min));
