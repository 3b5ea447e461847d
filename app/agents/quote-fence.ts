import { createHash } from 'node:crypto';
import type { TurnContext } from '../debate/prompting/turn-context.ts';
import { stripInvisible } from '../shared/printable.ts';

type Attributes = Readonly<Record<string, string>>;

/** Encloses quoted text in tags with a mark that the text cannot contain, so that it is data, not instructions. */
export interface QuoteFence {
  readonly mark: string;
  /** A quoted text in its tag. */
  readonly quote: (kind: string, attributes: Attributes, text: string) => string;
  /** The same for a body that contains tags; every quoted text in it must be clean. */
  readonly wrap: (kind: string, attributes: Attributes, body: string) => string;
  /** Removes the mark and invisible characters. */
  readonly clean: (text: string) => string;
}

/** Hexadecimal digits of a mark: too many for a document to contain it by accident or by guessing. */
const markDigits = 16;

/** Takes the place of the mark in quoted text: agents see the mark of their debate, and could write it. */
const removedMark = '[mark removed]';

/**
 * All prompts of a debate have the same mark, so that they begin in the same way and providers can cache them. The
 * authors of documents do not know the debate's seed; the mark is removed from everything that is quoted.
 */
export function createQuoteFence({ debateSeed }: Pick<TurnContext, 'debateSeed'>): QuoteFence {
  const mark = createHash('sha256').update(`${debateSeed}`).digest('hex').slice(0, markDigits);
  const marks = new RegExp(mark, 'gi');
  const clean = (text: string) => stripInvisible(text).replace(marks, removedMark);
  const wrap = (kind: string, attributes: Attributes, body: string) => {
    const attributeTexts = Object.entries(attributes).map(
      ([name, value]) => ` ${name}=${quoteAttribute(clean(value))}`,
    );
    return `<${kind}-${mark}${attributeTexts.join('')}>\n${body}\n</${kind}-${mark}>`;
  };
  return { mark, clean, wrap, quote: (kind, attributes, text) => wrap(kind, attributes, clean(text)) };
}

/** Keeps a value on one line and removes characters that could end the tag. */
const quoteAttribute = (value: string): string => JSON.stringify(value.replace(/[\s<>]+/g, ' ').trim());
