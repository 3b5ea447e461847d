import { compile, type FormatCallback } from 'html-to-text';
import { Parser } from 'htmlparser2';

const line = { leadingLineBreaks: 1, trailingLineBreaks: 1 };

/** Lists and quotes are not indented: a small document of nested lists would grow to a hundred times its size. */
const item: FormatCallback = (element, walk, builder) => {
  builder.openBlock(line);
  builder.addInline('- ');
  walk(element.children, builder);
  builder.closeBlock(line);
};

const block = (selector: string) => ({ selector, format: 'block', options: line });
const skip = (selector: string) => ({ selector, format: 'skip' });
const heading = (selector: string) => ({ selector, options: { uppercase: false } });

const convert = compile({
  wordwrap: false,
  formatters: { item },
  selectors: [
    ...['ul', 'ol', 'blockquote', 'tr', 'dt', 'dd', 'section', 'hr'].map(block),
    ...['img', 'svg', 'noscript', 'template', 'iframe', 'object'].map(skip),
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map(heading),
    { selector: 'li', format: 'item' },
    ...['td', 'th'].map((selector) => ({ selector, format: 'inlineSurround', options: { suffix: ' | ' } })),
    { selector: 'a', options: { ignoreHref: true } },
  ],
});

/** The text of a page: no markup, no addresses, nothing loaded from anywhere. null: it nests deeper than `depthMax`. */
export function htmlToText(html: string, depthMax: number): string | null {
  return nestsDeeper(html, depthMax) ? null : convert(html);
}

/**
 * Asks the parser that the conversion itself stands on, because no other would nest in the same way. It is asked
 * beforehand: 2 MB of `<div>` take the conversion more than a minute, in which this process does nothing else.
 */
function nestsDeeper(html: string, depthMax: number): boolean {
  let depth = 0;
  let deepest = 0;
  const parser = new Parser({
    onopentag() {
      depth += 1;
      deepest = Math.max(deepest, depth);
      // A paused parser keeps the rest to itself.
      if (depth > depthMax) parser.pause();
    },
    onclosetag() {
      depth -= 1;
    },
  });
  parser.end(html);
  return deepest > depthMax;
}
