import type { Problem } from '../../parse/document.ts';
import { beginsAnother, cannotHaveBlock } from './unterminated.ts';

/** A directive as it stands in the file; `block` is what stands between its braces. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly line: number;
  readonly block: readonly Directive[] | null;
}

export interface Parsed {
  readonly directives: readonly Directive[];
  readonly problems: readonly Problem[];
}

interface Open {
  readonly name: string;
  readonly args: readonly string[];
  readonly line: number;
  readonly inside: Directive[];
}

const depthMax = 100;

/** nginx's own language. What is wrong with it is told; what is around it is read all the same. */
export function parseNginx(text: string): Parsed {
  const problems: Problem[] = [];
  const tokens = new Tokens(text, problems);
  const root: Directive[] = [];
  const open: Open[] = [];
  let words: string[] = [];
  let line = 1;
  let last = 1;
  const inside = () => open.at(-1)?.inside ?? root;
  const take = () => {
    const [name = '', ...args] = words;
    words = [];
    return { name, args, line };
  };
  for (let token = tokens.next(); token !== null; token = tokens.next()) {
    if (token.kind === 'word') {
      if (words.length > 0 && token.isBare && token.line > last && beginsAnother(token.text)) end();
      if (words.length === 0) line = token.line;
      last = token.line;
      words.push(token.text);
    } else if (token.text === ';') {
      if (words.length === 0) problems.push({ line: token.line, why: 'a ; with nothing before it' });
      else inside().push({ ...take(), block: null });
    } else if (token.text === '{') {
      if (words.length === 0) problems.push({ line: token.line, why: 'a { with nothing before it' });
      if (open.length >= depthMax) return { directives: root, problems: [...problems, tooDeep(token.line)] };
      const head = take();
      if (cannotHaveBlock(head.name)) problems.push({ line: head.line, why: unended([head.name]) });
      // What is between these braces is another language.
      if (head.name.endsWith('_by_lua_block')) {
        tokens.skipBlock();
        inside().push({ ...head, block: null });
      } else open.push({ ...head, inside: [] });
    } else close(token.line);
  }
  if (words.length > 0) problems.push({ line, why: unended(words) });
  while (open.length > 0) {
    problems.push({ line: open.at(-1)?.line ?? null, why: 'the block that begins here is not closed' });
    shut();
  }
  return { directives: root, problems };

  /** A directive without its semicolon. */
  function end(): void {
    problems.push({ line, why: unended(words) });
    inside().push({ ...take(), block: null });
  }

  function close(at: number): void {
    if (words.length > 0) end();
    if (open.length === 0) problems.push({ line: at, why: 'a } that closes nothing' });
    else shut();
  }

  function shut(): void {
    const ended = open.pop();
    if (ended === undefined) return;
    const { inside: block, ...head } = ended;
    inside().push({ ...head, block });
  }
}

const unended = ([word = '']: readonly string[]): string =>
  `${word.length > 40 || word.includes('\n') ? 'what begins here' : word} does not end in a ;`;

const tooDeep = (line: number): Problem => ({ line, why: `blocks nest deeper than ${depthMax}` });

interface Token {
  readonly kind: 'word' | 'sign';
  readonly text: string;
  readonly line: number;
  /** Without quotes. */
  readonly isBare: boolean;
}

class Tokens {
  readonly #text: string;
  readonly #problems: Problem[];
  #at = 0;
  #line = 1;

  constructor(text: string, problems: Problem[]) {
    this.#text = text;
    this.#problems = problems;
  }

  next(): Token | null {
    this.#skipBlanks();
    const sign = this.#text[this.#at];
    const line = this.#line;
    if (sign === undefined) return null;
    if (sign === ';' || sign === '{' || sign === '}') {
      this.#at += 1;
      return { kind: 'sign', text: sign, line, isBare: true };
    }
    const isBare = sign !== '"' && sign !== "'";
    return { kind: 'word', text: isBare ? this.#bare() : this.#quoted(sign), line, isBare };
  }

  /** Goes on behind the brace that closes the one before. Those in texts and comments of Lua do not count. */
  skipBlock(): void {
    const parts =
      /--\[\[[\s\S]*?\]\]|--[^\n]*|\[\[[\s\S]*?\]\]|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[{}]/g;
    parts.lastIndex = this.#at;
    let depth = 1;
    while (depth > 0) {
      const sign = parts.exec(this.#text)?.[0];
      if (sign === undefined) break;
      depth += sign === '{' ? 1 : sign === '}' ? -1 : 0;
    }
    const end = depth > 0 ? this.#text.length : parts.lastIndex;
    this.#line += this.#text.slice(this.#at, end).split('\n').length - 1;
    this.#at = end;
  }

  #step(): string {
    const sign = this.#text[this.#at] ?? '';
    this.#at += 1;
    if (sign === '\n') this.#line += 1;
    return sign;
  }

  #skipBlanks(): void {
    for (let sign = this.#text[this.#at]; sign !== undefined; sign = this.#text[this.#at]) {
      if (sign === '#') while (this.#at < this.#text.length && this.#text[this.#at] !== '\n') this.#at += 1;
      else if (/[\s\uFEFF]/.test(sign)) this.#step();
      else return;
    }
  }

  #quoted(quote: string): string {
    const line = this.#line;
    const from = this.#at + 1;
    this.#step();
    while (this.#at < this.#text.length && this.#text[this.#at] !== quote) {
      if (this.#text[this.#at] === '\\') this.#step();
      this.#step();
    }
    if (this.#at >= this.#text.length) this.#problems.push({ line, why: 'a quote is not closed' });
    const text = this.#text.slice(from, Math.min(this.#at, this.#text.length));
    this.#step();
    return text.replace(/\\(["'\\])/g, '$1');
  }

  /** A word ends at a blank, a ; or a {, but not at the { of a variable. */
  #bare(): string {
    const from = this.#at;
    while (this.#at < this.#text.length && !/[\s;{]/.test(this.#text[this.#at] ?? '')) {
      const sign = this.#step();
      if (sign === '\\') this.#step();
      if (sign === '$' && this.#text[this.#at] === '{') {
        const end = this.#text.indexOf('}', this.#at);
        this.#at = end < 0 || this.#text.slice(this.#at, end).includes('\n') ? this.#at + 1 : end + 1;
      }
    }
    return this.#text.slice(from, this.#at);
  }
}
