import { createHash } from 'node:crypto';
import type { TurnContext } from '../debate/prompting/turn-context.ts';

/** Encloses quoted text in tags with a mark that the text cannot contain, so that it is data, not instructions. */
export interface QuoteFence {
  readonly mark: string;
  readonly quote: (kind: string, attributes: Readonly<Record<string, string>>, text: string) => string;
}

/** Hexadecimal digits of a mark: too many for a document to contain it by accident or by guessing. */
const markDigits = 16;

/**
 * The mark depends on the turn alone, so that every attempt has the same prompt. The author of a document does not know
 * the debate's seed, and a peer cannot derive the mark of another turn from its own. `quoted` is all text that the
 * prompt quotes.
 */
export function createQuoteFence(context: Pick<TurnContext, 'seed' | 'turn'>, quoted: string): QuoteFence {
  const mark = findUnusedMark(`${context.seed}\n${context.turn}`, quoted);
  return {
    mark,
    quote(kind, attributes, text) {
      const attributeTexts = Object.entries(attributes).map(
        ([name, value]) => ` ${name}=${quoteAttribute(value)}`,
      );
      return `<${kind}-${mark}${attributeTexts.join('')}>\n${text}\n</${kind}-${mark}>`;
    },
  };
}

function findUnusedMark(from: string, quoted: string): string {
  for (let salt = 0; ; salt++) {
    const mark = createHash('sha256').update(`${from}\n${salt}`).digest('hex').slice(0, markDigits);
    if (!quoted.includes(mark)) return mark;
  }
}

/** Keeps a value on one line and removes characters that could end the tag. */
const quoteAttribute = (value: string): string => JSON.stringify(value.replace(/[\s<>]+/g, ' ').trim());
