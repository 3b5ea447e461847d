/** ASCII characters to a token, where there are fewest, and where there are most. */
const asciiPerToken = { least: 3, most: 6 };

/** The same of any other character: a part of one where there are fewest. */
const othersPerToken = { least: 2 / 3, most: 4 };

/** How many characters a text has, of each kind. */
export interface Characters {
  readonly ascii: number;
  readonly others: number;
}

export function charactersOf(text: string): Characters {
  let others = 0;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) others++;
  return { ascii: text.length - others, others };
}

/**
 * The most tokens that these characters can be, roughly: three ASCII characters to a token, where English has four, and
 * one and a half tokens for any other character, where Chinese has about one.
 */
export const mostTokens = ({ ascii, others }: Characters): number =>
  Math.ceil(ascii / asciiPerToken.least + others / othersPerToken.least);

/** The fewest that they can be, roughly: twice as many ASCII characters to a token, and four of any other. */
export const fewestTokens = ({ ascii, others }: Characters): number =>
  Math.floor(ascii / asciiPerToken.most + others / othersPerToken.most);

export const tokensOf = (text: string): number => mostTokens(charactersOf(text));

/** A text that is so many tokens at least, in as few characters as can be. */
export const textOfTokens = (tokens: number): string => '大'.repeat(Math.ceil(tokens * othersPerToken.least));
