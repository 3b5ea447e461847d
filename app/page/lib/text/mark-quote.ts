import { findQuote } from './find-quote.ts';

const blocks = 'p, li, td, th, h4, h5, h6, pre, blockquote';

/** Wraps a quote in mark elements, one for each text node that it touches. Returns them: none if it is not there. */
export function markQuote(root: HTMLElement, quote: string): readonly HTMLElement[] {
  const nodes = textNodes(root);
  let text = '';
  const placed = nodes.map((node, index) => {
    // Blocks have no white space between them, but a quote may span two.
    if (index > 0 && node.parentElement?.closest(blocks) !== nodes[index - 1]?.parentElement?.closest(blocks))
      text += '\n';
    const from = text.length;
    text += node.data;
    return { node, from };
  });
  const ranges = findQuote(quote, text);
  return placed.flatMap(({ node, from }) =>
    // From the end: wrapping splits the node.
    ranges
      .toReversed()
      .flatMap((range) => {
        const start = Math.max(0, range.from - from);
        const end = Math.min(node.data.length, range.to - from);
        return start < end ? [wrap(node, start, end)] : [];
      })
      .reverse(),
  );
}

function wrap(node: Text, start: number, end: number): HTMLElement {
  const range = document.createRange();
  range.setStart(node, start);
  range.setEnd(node, end);
  const mark = document.createElement('mark');
  range.surroundContents(mark);
  return mark;
}

function textNodes(root: HTMLElement): readonly Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (node instanceof Text) nodes.push(node);
  return nodes;
}
