import type { ParseProblem } from '../../parse/document.ts';
import { cannotHaveBlock, startsDirective } from './unterminated.ts';

/** A directive; `block` has the directives between its braces, null without braces. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly line: number;
  /** The file that it is written in, once includes are expanded. */
  readonly file?: string;
  readonly block: readonly Directive[] | null;
}

export interface NginxParseResult {
  readonly directives: readonly Directive[];
  readonly problems: readonly ParseProblem[];
}

/** A line of one of the files of a configuration. */
export type LinePosition = Pick<Directive, 'file' | 'line'>;

interface OpenBlock {
  readonly name: string;
  readonly args: readonly string[];
  readonly line: number;
  readonly directives: Directive[];
}

const depthMax = 100;

/** Parses nginx's configuration language. Faults are recorded, and the rest is read nevertheless. */
export function parseNginx(text: string): NginxParseResult {
  const problems: ParseProblem[] = [];
  const tokens = new Tokenizer(text, problems);
  const root: Directive[] = [];
  const openBlocks: OpenBlock[] = [];
  let words: string[] = [];
  let line = 1;
  let last = 1;
  const currentBlock = () => openBlocks.at(-1)?.directives ?? root;
  const takeDirective = () => {
    const [name = '', ...args] = words;
    words = [];
    return { name, args, line };
  };
  for (let token = tokens.next(); token !== null; token = tokens.next()) {
    if (token.kind === 'word') {
      if (words.length > 0 && token.isBare && token.line > last && startsDirective(token.text))
        endDirective();
      if (words.length === 0) line = token.line;
      last = token.line;
      words.push(token.text);
    } else if (token.text === ';') {
      if (words.length === 0) problems.push({ line: token.line, reason: 'unexpected ;' });
      else currentBlock().push({ ...takeDirective(), block: null });
    } else if (token.text === '{') {
      if (words.length === 0) problems.push({ line: token.line, reason: 'unexpected {' });
      if (openBlocks.length >= depthMax)
        return { directives: root, problems: [...problems, tooDeep(token.line)] };
      const head = takeDirective();
      if (cannotHaveBlock(head.name)) problems.push({ line: head.line, reason: unterminated([head.name]) });
      // The block contains Lua.
      if (head.name.endsWith('_by_lua_block')) {
        tokens.skipBlock();
        currentBlock().push({ ...head, block: null });
      } else openBlocks.push({ ...head, directives: [] });
    } else close(token.line);
  }
  if (words.length > 0) problems.push({ line, reason: unterminated(words) });
  while (openBlocks.length > 0) {
    problems.push({
      line: openBlocks.at(-1)?.line ?? null,
      reason: 'the block that starts here is not closed',
    });
    closeBlock();
  }
  return { directives: root, problems };

  /** Ends a directive that lacks its semicolon. */
  function endDirective(): void {
    problems.push({ line, reason: unterminated(words) });
    currentBlock().push({ ...takeDirective(), block: null });
  }

  function close(at: number): void {
    if (words.length > 0) endDirective();
    if (openBlocks.length === 0) problems.push({ line: at, reason: 'unexpected }' });
    else closeBlock();
  }

  function closeBlock(): void {
    const closed = openBlocks.pop();
    if (closed === undefined) return;
    const { directives: block, ...head } = closed;
    currentBlock().push({ ...head, block });
  }
}

const unterminated = ([word = '']: readonly string[]): string =>
  `${word.length > 40 || word.includes('\n') ? 'the directive that starts here' : word} does not end with ;`;

const tooDeep = (line: number): ParseProblem => ({ line, reason: `blocks nest deeper than ${depthMax}` });

interface Token {
  readonly kind: 'word' | 'sign';
  readonly text: string;
  readonly line: number;
  /** Whether it has no quotes. */
  readonly isBare: boolean;
}

class Tokenizer {
  readonly #text: string;
  readonly #problems: ParseProblem[];
  #position = 0;
  #line = 1;

  constructor(text: string, problems: ParseProblem[]) {
    this.#text = text;
    this.#problems = problems;
  }

  next(): Token | null {
    this.#skipWhitespace();
    const char = this.#text[this.#position];
    const line = this.#line;
    if (char === undefined) return null;
    if (char === ';' || char === '{' || char === '}') {
      this.#position += 1;
      return { kind: 'sign', text: char, line, isBare: true };
    }
    const isBare = char !== '"' && char !== "'";
    return { kind: 'word', text: isBare ? this.#readWord() : this.#readQuoted(char), line, isBare };
  }

  /** Skips to the end of the current block, ignoring braces in Lua's strings and comments. */
  skipBlock(): void {
    const parts =
      /--\[\[[\s\S]*?\]\]|--[^\n]*|\[\[[\s\S]*?\]\]|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[{}]/g;
    parts.lastIndex = this.#position;
    let depth = 1;
    while (depth > 0) {
      const char = parts.exec(this.#text)?.[0];
      if (char === undefined) break;
      depth += char === '{' ? 1 : char === '}' ? -1 : 0;
    }
    const end = depth > 0 ? this.#text.length : parts.lastIndex;
    this.#line += this.#text.slice(this.#position, end).split('\n').length - 1;
    this.#position = end;
  }

  #step(): string {
    const char = this.#text[this.#position] ?? '';
    this.#position += 1;
    if (char === '\n') this.#line += 1;
    return char;
  }

  #skipWhitespace(): void {
    for (let char = this.#text[this.#position]; char !== undefined; char = this.#text[this.#position]) {
      if (char === '#')
        while (this.#position < this.#text.length && this.#text[this.#position] !== '\n') this.#position += 1;
      else if (/[\s\uFEFF]/.test(char)) this.#step();
      else return;
    }
  }

  #readQuoted(quote: string): string {
    const line = this.#line;
    const from = this.#position + 1;
    this.#step();
    while (this.#position < this.#text.length && this.#text[this.#position] !== quote) {
      if (this.#text[this.#position] === '\\') this.#step();
      this.#step();
    }
    if (this.#position >= this.#text.length) this.#problems.push({ line, reason: 'a quote is not closed' });
    const text = this.#text.slice(from, Math.min(this.#position, this.#text.length));
    this.#step();
    return text.replace(/\\(["'\\])/g, '$1');
  }

  /** A word ends at whitespace, ; or {, but not at the { of a variable. */
  #readWord(): string {
    const from = this.#position;
    while (this.#position < this.#text.length && !/[\s;{]/.test(this.#text[this.#position] ?? '')) {
      const char = this.#step();
      if (char === '\\') this.#step();
      if (char === '$' && this.#text[this.#position] === '{') {
        const end = this.#text.indexOf('}', this.#position);
        this.#position =
          end < 0 || this.#text.slice(this.#position, end).includes('\n') ? this.#position + 1 : end + 1;
      }
    }
    return this.#text.slice(from, this.#position);
  }
}
