import { getDefaults, Lexer, type MarkedToken, type Token, Tokenizer } from 'marked';

/** Text of models can be written to take quadratic time or to overflow the stack; beyond these it stays plain text. */
const depthMax = 8;
const inlineCharsMax = 4000;
const inlineMarksMax = 200;
/** Lines that may be under the header of a table: each makes marked look ahead to the end. */
const rulesMax = 100;

const inlineMarks = /[*_~`[\]<@:]/g;

const plainText = (text: string): MarkedToken => ({ type: 'text', raw: text, text, escaped: false });

/** marked reads all rows before it compares the columns of the first two, so these are tried alone. */
class BoundedTokenizer extends Tokenizer {
  override table(source: string) {
    const end = source.indexOf('\n', source.indexOf('\n') + 1);
    return super.table(end < 0 ? source : source.slice(0, end + 1)) && super.table(source);
  }
}

class BoundedLexer extends Lexer {
  #depth = 0;

  override blockTokens(source: string, tokens?: Token[], clipped?: boolean): Token[];
  override blockTokens(source: string, tokens?: Lexer['tokens'], clipped?: boolean): Lexer['tokens'];
  override blockTokens(source: string, tokens: Lexer['tokens'] = this.tokens, clipped?: boolean): Token[] {
    if (this.#depth >= depthMax) {
      tokens.push(plainText(source));
      return tokens;
    }
    this.#depth += 1;
    try {
      return super.blockTokens(source, tokens, clipped);
    } finally {
      this.#depth -= 1;
    }
  }

  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    const marks = source.match(inlineMarks)?.length ?? 0;
    if (source.length <= inlineCharsMax && marks <= inlineMarksMax) return super.inlineTokens(source, tokens);
    tokens.push(plainText(source));
    return tokens;
  }
}

/** Parses Markdown written by a model, in linear time. */
export function parseMarkdown(text: string): readonly Token[] {
  const rules = text.match(/^[ |:-]+$/gm)?.length ?? 0;
  if (rules > rulesMax) return [plainText(text)];
  return new BoundedLexer({ ...getDefaults(), tokenizer: new BoundedTokenizer() }).lex(text);
}

const tokenTypes: ReadonlySet<string> = new Set<MarkedToken['type']>([
  ...(['blockquote', 'br', 'checkbox', 'code', 'codespan', 'def', 'del', 'em', 'escape', 'heading'] as const),
  ...(['hr', 'html', 'image', 'link', 'list', 'list_item', 'paragraph', 'space', 'strong'] as const),
  ...(['table', 'text'] as const),
]);

/** Without extensions, every token is one of marked itself. */
export const isMarkedToken = (token: Token): token is MarkedToken => tokenTypes.has(token.type);

const linkProtocols: readonly string[] = ['http:', 'https:', 'mailto:'];

/** The normalized address of a link that may be followed, or null. */
export function toSafeHref(href: string): string | null {
  if (!URL.canParse(href)) return null;
  const url = new URL(href);
  return linkProtocols.includes(url.protocol) ? url.href : null;
}
