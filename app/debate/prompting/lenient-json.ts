/** A value read from a text and the index after it, or the index at which it cannot be read. */
export type ParsedJson =
  | { readonly ok: true; readonly value: unknown; readonly end: number }
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
 * Reads the JSON value at an index of a text as models write it: comments, commas before a closing bracket, names without
 * quotes, single and typographic quotes, line breaks in strings, and Python's words. Linear in the text that it reads.
 */
export function parseLenientJson(text: string, start: number): ParsedJson {
  let at = start;
  try {
    const value = readValue(0);
    return { ok: true, value, end: at };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, end: at };
    throw error;
  }

  function readValue(depth: number): unknown {
    if (depth > depthMax) throw new Unreadable();
    skipSpace();
    const mark = text[at] ?? '';
    if (mark === '{') return readObject(depth);
    if (mark === '[') return readList(depth);
    if (closingQuotes[mark] !== undefined) return readString();
    return readWord();
  }

  function readObject(depth: number): Readonly<Record<string, unknown>> {
    const members: [string, unknown][] = [];
    at += 1;
    for (;;) {
      skipSpace();
      if (text[at] === '}') break;
      const name = closingQuotes[text[at] ?? ''] === undefined ? readMatch(/[\w$-]+/y) : readString();
      skipSpace();
      expectMark(':');
      members.push([name, readValue(depth + 1)]);
      if (!skipComma('}')) break;
    }
    expectMark('}');
    return Object.fromEntries(members);
  }

  function readList(depth: number): readonly unknown[] {
    const items: unknown[] = [];
    at += 1;
    for (;;) {
      skipSpace();
      if (text[at] === ']') break;
      items.push(readValue(depth + 1));
      if (!skipComma(']')) break;
    }
    expectMark(']');
    return items;
  }

  /** True after a comma. False before the closing mark; anything else is unreadable. */
  function skipComma(closing: string): boolean {
    skipSpace();
    if (text[at] === closing) return false;
    expectMark(',');
    return true;
  }

  function readString(): string {
    const closing = closingQuotes[text[at] ?? ''];
    const parts: string[] = [];
    at += 1;
    let from = at;
    for (; at < text.length; at++) {
      const mark = text[at];
      if (mark === closing) {
        parts.push(text.slice(from, at));
        at += 1;
        return parts.join('');
      }
      if (mark !== '\\') continue;
      parts.push(text.slice(from, at), readEscape());
      from = at + 1;
    }
    throw new Unreadable();
  }

  /** Leaves the index at the last character of the escape. */
  function readEscape(): string {
    at += 1;
    const mark = text[at] ?? '';
    if (mark !== 'u') return escapes[mark] ?? mark;
    const digits = text.slice(at + 1, at + 5);
    if (!/^[\da-f]{4}$/i.test(digits)) throw new Unreadable();
    at += 4;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  function readWord(): unknown {
    const word = readMatch(/-?[\w.+%-]+/y);
    if (Object.hasOwn(words, word)) return words[word];
    if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(word)) return Number(word);
    // A percentage is read as text, and its meaning with the member.
    if (/^\d+(?:\.\d+)?%$/.test(word)) return word;
    throw new Unreadable();
  }

  function readMatch(pattern: RegExp): string {
    pattern.lastIndex = at;
    const match = pattern.exec(text)?.[0];
    if (match === undefined) throw new Unreadable();
    at += match.length;
    return match;
  }

  function expectMark(mark: string): void {
    if (text[at] !== mark) throw new Unreadable();
    at += 1;
  }

  /** A comment that does not end takes the rest of the text. */
  function skipSpace(): void {
    for (;;) {
      while (/\s/.test(text[at] ?? '')) at += 1;
      const close = text.startsWith('//', at) ? '\n' : text.startsWith('/*', at) ? '*/' : null;
      if (close === null) return;
      const end = text.indexOf(close, at + 2);
      at = end < 0 ? text.length : end + close.length;
    }
  }
}
