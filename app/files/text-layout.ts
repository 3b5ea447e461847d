/** Builds text from the pieces of a page: white space collapses, and blocks are separated by line breaks. */
export interface TextLayout {
  /** Adds text in which any white space counts as one space. */
  add(text: string): void;
  /** Adds text as it is. */
  addPreformatted(text: string): void;
  /** At least this many line breaks before the next text; none at the start. */
  separate(breaks: number): void;
  /** One more line break. */
  breakLine(): void;
  text(): string;
}

export function createTextLayout(): TextLayout {
  const pieces: string[] = [];
  let pendingBreaks = 0;
  let hasPendingSpace = false;

  function append(text: string): void {
    if (text === '') return;
    if (pendingBreaks > 0 && pieces.length > 0) pieces.push('\n'.repeat(pendingBreaks));
    else if (hasPendingSpace && pieces.length > 0) pieces.push(' ');
    pendingBreaks = 0;
    hasPendingSpace = false;
    pieces.push(text);
  }

  return {
    add(text) {
      // Not trim(): a no-break space is text.
      const words = text.replace(/[ \t\r\n\f]+/g, ' ');
      const [start, end] = [
        words.startsWith(' ') ? 1 : 0,
        words.endsWith(' ') ? words.length - 1 : words.length,
      ];
      if (start === 1) hasPendingSpace = true;
      append(words.slice(start, end));
      if (end > start && end < words.length) hasPendingSpace = true;
    },
    addPreformatted: append,
    separate(breaks) {
      pendingBreaks = Math.max(pendingBreaks, breaks);
    },
    breakLine() {
      pendingBreaks += 1;
    },
    text: () => pieces.join(''),
  };
}
