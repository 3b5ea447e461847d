import type { Document } from './brief.ts';
import { charactersOf, fewestTokens, mostTokens, tokensOf } from './tokens.ts';

/** What the documents of a debate are in a prompt, in tokens. */
export interface DocumentTokens {
  readonly least: number;
  readonly most: number;
}

/** The tags around a quoted text, with the mark that they carry, in tokens. */
export const fenceTokens = 40;

/**
 * Counts a debate's documents, of which a prompt shows so many characters. Every brief has the same ones: they are
 * counted once, for they can be long, and one at a time, so that whatever else is due can run between (`pause`).
 */
export async function countDocuments(
  documents: readonly Document[],
  charsMax: number,
  pause: () => Promise<unknown>,
): Promise<DocumentTokens> {
  let ascii = 0;
  let others = 0;
  for (const { text } of documents) {
    const counted = charactersOf(text);
    ascii += counted.ascii;
    others += counted.others;
    await pause();
  }
  const whole = ascii + others <= charsMax;
  // Of long evidence, passages fill one half at least of what a prompt takes. They may be those that take the most
  // tokens, or the fewest.
  const [shownMost, shownLeast] = whole ? [ascii + others, ascii + others] : [charsMax, charsMax / 2];
  const [othersMost, asciiMost] = [Math.min(others, shownMost), Math.min(ascii, shownLeast)];
  const frames = JSON.stringify(documents.map((document) => ({ ...document, text: '' })));
  return {
    least: fewestTokens({ ascii: asciiMost, others: shownLeast - asciiMost }),
    most:
      tokensOf(frames) +
      documents.length * fenceTokens +
      mostTokens({ ascii: shownMost - othersMost, others: othersMost }),
  };
}
