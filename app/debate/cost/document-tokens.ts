import type { EvidenceDocument } from '../prompting/turn-context.ts';
import { passagesShare } from '../retrieval/passages.ts';
import { countCharacters, maxTextTokens, maxTokens, minTokens } from './token-bounds.ts';

/** Bounds of the tokens that the documents of a debate take in a prompt. */
export interface DocumentTokens {
  readonly min: number;
  readonly max: number;
}

/** Tokens of the tags around a quoted text, including their mark. */
export const fenceTokens = 40;

/**
 * Counts the tokens of a debate's documents when a prompt shows at most `charsMax` characters of them. Every prompt has
 * the same documents, so they are counted once. They can be long: `yieldToOthers` is awaited after each one, so that
 * other work of the process is not held up.
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
  // The excerpts of long evidence fill at least half of their part of the limit. They may be the passages with the most
  // or the fewest tokens.
  const [shownMax, shownMin] = fitsWhole
    ? [ascii + others, ascii + others]
    : [charsMax, (charsMax * (1 - passagesShare)) / 2];
  const [othersMax, asciiMax] = [Math.min(others, shownMax), Math.min(ascii, shownMin)];
  const documentHeaders = JSON.stringify(documents.map((document) => ({ ...document, text: '' })));
  return {
    min: minTokens({ ascii: asciiMax, others: shownMin - asciiMax }),
    max:
      // The passages of a turn have tags of their own.
      (maxTextTokens(documentHeaders) + documents.length * fenceTokens) * (fitsWhole ? 1 : 2) +
      maxTokens({ ascii: shownMax - othersMax, others: othersMax }),
  };
}
