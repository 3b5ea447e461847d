import type { EvidenceDocument } from '../prompting/turn-context.ts';
import { countCharacters, maxTextTokens, maxTokens, minTokens } from './token-bounds.ts';

/** What the documents of a debate are in a prompt, in tokens. */
export interface DocumentTokens {
  readonly min: number;
  readonly max: number;
}

/** The tags around a quoted text, with the mark that they carry, in tokens. */
export const fenceTokens = 40;

/**
 * Counts a debate's documents, of which a prompt shows so many characters. Every brief has the same ones: they are
 * counted once, for they can be long, and one at a time, so that whatever else is due can run between (`pause`).
 */
export async function countDocumentTokens(
  documents: readonly EvidenceDocument[],
  charsMax: number,
  yieldToOthers: () => Promise<unknown>,
): Promise<DocumentTokens> {
  let ascii = 0;
  let others = 0;
  for (const { text } of documents) {
    const counted = countCharacters(text);
    ascii += counted.ascii;
    others += counted.others;
    await yieldToOthers();
  }
  const fitsWhole = ascii + others <= charsMax;
  // Of long evidence, passages fill one half at least of what a prompt takes. They may be those that take the most
  // tokens, or the fewest.
  const [shownMax, shownMin] = fitsWhole ? [ascii + others, ascii + others] : [charsMax, charsMax / 2];
  const [othersMax, asciiMax] = [Math.min(others, shownMax), Math.min(ascii, shownMin)];
  const documentHeaders = JSON.stringify(documents.map((document) => ({ ...document, text: '' })));
  return {
    min: minTokens({ ascii: asciiMax, others: shownMin - asciiMax }),
    max:
      maxTextTokens(documentHeaders) +
      documents.length * fenceTokens +
      maxTokens({ ascii: shownMax - othersMax, others: othersMax }),
  };
}
