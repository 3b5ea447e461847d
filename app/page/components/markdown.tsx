import type { MarkedToken, Token, Tokens } from 'marked';
import { type ComponentChildren, h } from 'preact';
import { useMemo } from 'preact/hooks';
import { assertNever } from '../../debate/core/events.ts';
import { isMarkedToken, parseMarkdown, toSafeHref } from '../../shared/markdown.ts';
import { closeEmphasis } from '../lib/text/close-emphasis.ts';
import { headingLevels } from '../lib/text/heading-levels.ts';
import { EvidenceLinks } from './evidence-links.tsx';

/**
 * Renders Markdown written by a model. HTML stays text, images are not loaded, and links may use only http, https and
 * mailto.
 */
export function Markdown({ text, growing = false }: { text: string; growing?: boolean }) {
  return useMemo(() => {
    const tokens = parseMarkdown(growing ? closeEmphasis(text) : text);
    return <div class="markdown">{renderDocument(tokens)}</div>;
  }, [text, growing]);
}

/** Top-level headings get levels that fit below the page's; one in a quote or a list is a bold line. */
function renderDocument(tokens: readonly Token[]): ComponentChildren[] {
  const isHeading = (token: Token): token is Tokens.Heading => token.type === 'heading';
  const levels = headingLevels(tokens.filter(isHeading).map(({ depth }) => depth)).values();
  return tokens.map((token) =>
    isHeading(token) ? h(`h${levels.next().value}`, null, renderTokens(token.tokens)) : renderTokens([token]),
  );
}

const renderTokens = (tokens: readonly Token[]): ComponentChildren[] =>
  tokens.map((token) => (isMarkedToken(token) ? renderToken(token) : token.raw));

function renderToken(token: MarkedToken): ComponentChildren {
  switch (token.type) {
    case 'paragraph':
      return <p>{renderTokens(token.tokens)}</p>;
    case 'text':
      return token.tokens ? renderTokens(token.tokens) : <EvidenceLinks text={token.text} />;
    case 'heading':
      return (
        <p>
          <strong>{renderTokens(token.tokens)}</strong>
        </p>
      );
    case 'list':
      return <List token={token} />;
    case 'list_item':
      return <li>{renderTokens(token.tokens)}</li>;
    case 'blockquote':
      return <blockquote>{renderTokens(token.tokens)}</blockquote>;
    case 'code':
      return (
        <pre>
          <code>{token.text}</code>
        </pre>
      );
    case 'table':
      return <Table token={token} />;
    case 'strong':
      return <strong>{renderTokens(token.tokens)}</strong>;
    case 'em':
      return <em>{renderTokens(token.tokens)}</em>;
    case 'del':
      return <del>{renderTokens(token.tokens)}</del>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'link':
      return <Link href={token.href}>{renderTokens(token.tokens)}</Link>;
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

function List({ token }: { token: Tokens.List }) {
  const items = renderTokens(token.items);
  return token.ordered ? <ol start={token.start === '' ? 1 : token.start}>{items}</ol> : <ul>{items}</ul>;
}

function Table({ token }: { token: Tokens.Table }) {
  return (
    <div class="table-scroll">
      <table>
        <thead>
          <tr>
            {token.header.map((cell) => (
              <th scope="col">{renderTokens(cell.tokens)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row) => (
            <tr>
              {row.map((cell) => (
                <td>{renderTokens(cell.tokens)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Opens another tab. An address that is not safe is plain text. */
export function Link({ href, children }: { href: string; children: ComponentChildren }) {
  const safeHref = toSafeHref(href);
  if (safeHref === null) return <>{children}</>;
  return (
    <a href={safeHref} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
