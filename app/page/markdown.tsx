import { lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { assertNever } from '../debate/events.ts';
import { Mentions } from './parts/mentions.tsx';

/**
 * Text of a model, shown as Markdown. It is made of elements and never of HTML: what looks like HTML stays text, images
 * are not loaded, and links lead out only by http, https and mailto.
 */
export function Markdown({ text, growing = false }: { text: string; growing?: boolean }) {
  return useMemo(
    () => <div class="markdown">{blocks(lexer(growing ? closed(text) : text))}</div>,
    [text, growing],
  );
}

/** Text that is still being written, with its last bold passage ended: else its marks show until it ends by itself. */
function closed(text: string): string {
  const last = text.slice(text.lastIndexOf('\n\n') + 1);
  const marks = last.split('**').length - 1;
  return marks % 2 === 1 ? `${text.replace(/[\s*]+$/, '')}**` : text;
}

const names: ReadonlySet<string> = new Set<MarkedToken['type']>([
  ...(['blockquote', 'br', 'checkbox', 'code', 'codespan', 'def', 'del', 'em', 'escape', 'heading'] as const),
  ...([
    'hr',
    'html',
    'image',
    'link',
    'list',
    'list_item',
    'paragraph',
    'space',
    'strong',
    'table',
    'text',
  ] as const),
]);

/** Whether a token is of marked itself, which without extensions they all are. */
const isMarked = (token: Token): token is MarkedToken => names.has(token.type);

const blocks = (tokens: readonly Token[]): ComponentChildren[] =>
  tokens.map((token) => (isMarked(token) ? element(token) : token.raw));

function element(token: MarkedToken): ComponentChildren {
  switch (token.type) {
    case 'paragraph':
      return <p>{blocks(token.tokens)}</p>;
    case 'text':
      return token.tokens ? blocks(token.tokens) : <Mentions text={token.text} />;
    case 'heading':
      return <Heading depth={token.depth}>{blocks(token.tokens)}</Heading>;
    case 'list':
      return <List token={token} />;
    case 'list_item':
      return <li>{blocks(token.tokens)}</li>;
    case 'blockquote':
      return <blockquote>{blocks(token.tokens)}</blockquote>;
    case 'code':
      return (
        <pre>
          <code>{token.text}</code>
        </pre>
      );
    case 'table':
      return <Table token={token} />;
    case 'strong':
      return <strong>{blocks(token.tokens)}</strong>;
    case 'em':
      return <em>{blocks(token.tokens)}</em>;
    case 'del':
      return <del>{blocks(token.tokens)}</del>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'link':
      return <Link href={token.href}>{blocks(token.tokens)}</Link>;
    case 'image':
      return <Link href={token.href}>[image: {token.text || token.href}]</Link>;
    case 'checkbox':
      return token.checked ? '☑ ' : '☐ ';
    case 'br':
      return <br />;
    case 'hr':
      return <hr />;
    case 'html':
    case 'escape':
      return token.text;
    case 'space':
    case 'def':
      return null;
    default:
      return assertNever(token);
  }
}

/** A turn stands under headings of its own: those within it begin below them. */
function Heading({ depth, children }: { depth: number; children: ComponentChildren }) {
  if (depth === 1) return <h4>{children}</h4>;
  return depth === 2 ? <h5>{children}</h5> : <h6>{children}</h6>;
}

function List({ token }: { token: Tokens.List }) {
  const items = blocks(token.items);
  return token.ordered ? <ol start={token.start === '' ? 1 : token.start}>{items}</ol> : <ul>{items}</ul>;
}

function Table({ token }: { token: Tokens.Table }) {
  return (
    <div class="table-scroll">
      <table>
        <thead>
          <tr>
            {token.header.map((cell) => (
              <th scope="col">{blocks(cell.tokens)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row) => (
            <tr>
              {row.map((cell) => (
                <td>{blocks(cell.tokens)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Link({ href, children }: { href: string; children: ComponentChildren }) {
  if (!/^(https?:\/\/|mailto:)/i.test(href)) return <>{children}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
