import { createHash } from 'node:crypto';
import type { Brief } from '../debate/brief.ts';

/** Marks quoted text in a prompt as data: tags that carry a mark which the text itself cannot have. */
export interface Fence {
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
export function createFence(brief: Pick<Brief, 'seed' | 'turn'>, quoted: string): Fence {
  const mark = unusedMark(`${brief.seed}\n${brief.turn}`, quoted);
  return {
    mark,
    quote(kind, attributes, text) {
      const said = Object.entries(attributes).map(([name, value]) => ` ${name}=${inline(value)}`);
      return `<${kind}-${mark}${said.join('')}>\n${text}\n</${kind}-${mark}>`;
    },
  };
}

function unusedMark(from: string, quoted: string): string {
  for (let salt = 0; ; salt++) {
    const mark = createHash('sha256').update(`${from}\n${salt}`).digest('hex').slice(0, markDigits);
    if (!quoted.includes(mark)) return mark;
  }
}

/** A name in one line that cannot end its tag. */
const inline = (value: string): string => JSON.stringify(value.replace(/[\s<>]+/g, ' ').trim());
