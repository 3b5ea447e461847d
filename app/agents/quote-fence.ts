import { createHash } from 'node:crypto';
import type { TurnContext } from '../debate/prompting/turn-context.ts';

/** Marks quoted text in a prompt as data: tags that carry a mark which the text itself cannot have. */
export interface QuoteFence {
  readonly mark: string;
  readonly quote: (kind: string, attributes: Readonly<Record<string, string>>, text: string) => string;
}

/** As long as no document can hold it by accident or by guessing, in hexadecimal digits. */
const markDigits = 16;

/**
 * The mark follows from the brief alone, so that every attempt at a turn has the same prompt. Whoever wrote a
 * document does not know the debate's seed, and a peer who has seen the mark of its own turn does not know
 * that of another. `quoted` is all that the prompt quotes.
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

/** A name in one line that cannot end its tag. */
const quoteAttribute = (value: string): string => JSON.stringify(value.replace(/[\s<>]+/g, ' ').trim());
