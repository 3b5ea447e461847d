/** A value and the index after it, with what in it is not JSON; or the index at which it cannot be read. */
export type ParsedJson =
  | { readonly ok: true; readonly value: unknown; readonly end: number; readonly repairs: readonly string[] }
  | { readonly ok: false; readonly end: number };

const depthMax = 50;

/** Marks around strings: a closing mark ends only a string that its opening mark began. */
const closingQuotes: Readonly<Partial<Record<string, string>>> = {
  '"': '"',
  "'": "'",
  '“': '”',
  '„': '“',
  '‘': '’',
};

const escapes: Readonly<Partial<Record<string, string>>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
};

const words: Readonly<Partial<Record<string, unknown>>> = {
  true: true,
  false: false,
  null: null,
  True: true,
  False: false,
  None: null,
};

class Unreadable extends Error {}

/**
 * Reads the JSON value at an index of a text as models write it: comments, commas before a closing bracket, names
 * without quotes, single and typographic quotes, line breaks in strings, and Python's words. Linear in what it reads.
 */
export function parseLenientJson(text: string, start: number): ParsedJson {
  const reader = new LenientReader(text, start);
  try {
    const value = reader.readValue(0);
    return { ok: true, value, end: reader.at, repairs: [...reader.repairs] };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, end: reader.at };
    throw error;
  }
}

class LenientReader {
  readonly text: string;
  readonly repairs = new Set<string>();
  at: number;

  constructor(text: string, start: number) {
    this.text = text;
    this.at = start;
  }

  readValue(depth: number): unknown {
    if (depth > depthMax) throw new Unreadable();
    this.skipSpace();
    const mark = this.mark();
    if (mark === '{') return this.readObject(depth);
    if (mark === '[') return this.readList(depth);
    if (closingQuotes[mark] !== undefined) return this.readString();
    return this.readWord();
  }

  private mark(): string {
    return this.text[this.at] ?? '';
  }

  private readObject(depth: number): Readonly<Record<string, unknown>> {
    const members: [string, unknown][] = [];
    this.at += 1;
    for (;;) {
      this.skipSpace();
      if (this.isAtEnd('}', members)) break;
      const name = closingQuotes[this.mark()] === undefined ? this.readName() : this.readString();
      this.skipSpace();
      this.expectMark(':');
      members.push([name, this.readValue(depth + 1)]);
      if (!this.skipComma('}')) break;
    }
    this.expectMark('}');
    return Object.fromEntries(members);
  }

  private readList(depth: number): readonly unknown[] {
    const items: unknown[] = [];
    this.at += 1;
    for (;;) {
      this.skipSpace();
      if (this.isAtEnd(']', items)) break;
      items.push(this.readValue(depth + 1));
      if (!this.skipComma(']')) break;
    }
    this.expectMark(']');
    return items;
  }

  /** The closing mark follows the opening mark or a comma. */
  private isAtEnd(closing: string, before: readonly unknown[]): boolean {
    if (this.mark() !== closing) return false;
    if (before.length > 0) this.repairs.add('trailing comma');
    return true;
  }

  private readName(): string {
    this.repairs.add('name without quotes');
    return this.readMatch(/[\w$-]+/y);
  }

  /** True after a comma. False before the closing mark; anything else is unreadable. */
  private skipComma(closing: string): boolean {
    this.skipSpace();
    if (this.mark() === closing) return false;
    this.expectMark(',');
    return true;
  }

  private readString(): string {
    const closing = closingQuotes[this.mark()];
    if (closing !== '"' || this.mark() !== '"') this.repairs.add('other quotes');
    const parts: string[] = [];
    this.at += 1;
    let from = this.at;
    for (; this.at < this.text.length; this.at++) {
      const mark = this.mark();
      if (mark === closing) {
        parts.push(this.text.slice(from, this.at));
        this.at += 1;
        return parts.join('');
      }
      if (mark < ' ') this.repairs.add('line break or tab in a text');
      if (mark !== '\\') continue;
      parts.push(this.text.slice(from, this.at), this.readEscape());
      from = this.at + 1;
    }
    throw new Unreadable();
  }

  /** Leaves the index at the last character of the escape. */
  private readEscape(): string {
    this.at += 1;
    const mark = this.mark();
    if (mark !== 'u') return escapes[mark] ?? mark;
    const digits = this.text.slice(this.at + 1, this.at + 5);
    if (!/^[\da-f]{4}$/i.test(digits)) throw new Unreadable();
    this.at += 4;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  private readWord(): unknown {
    const word = this.readMatch(/-?[\w.+%-]+/y);
    if (Object.hasOwn(words, word)) {
      if (/^[A-Z]/.test(word)) this.repairs.add('word of Python');
      return words[word];
    }
    if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(word)) return Number(word);
    // A percentage is read as text, and its meaning with the member.
    if (/^\d+(?:\.\d+)?%$/.test(word)) return word;
    throw new Unreadable();
  }

  private readMatch(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text)?.[0];
    if (match === undefined) throw new Unreadable();
    this.at += match.length;
    return match;
  }

  private expectMark(mark: string): void {
    if (this.mark() !== mark) throw new Unreadable();
    this.at += 1;
  }

  /** A comment that does not end takes the rest of the text. */
  private skipSpace(): void {
    const { text } = this;
    for (;;) {
      while (/\s/.test(this.mark())) this.at += 1;
      const close = text.startsWith('//', this.at) ? '\n' : text.startsWith('/*', this.at) ? '*/' : null;
      if (close === null) return;
      this.repairs.add('comment');
      const end = text.indexOf(close, this.at + 2);
      this.at = end < 0 ? text.length : end + close.length;
    }
  }
}
