import { Parser } from 'htmlparser2';
import { createBoundedText } from './bounded-text.ts';
import { decodeSlices } from './decode-text.ts';
import type { FileLimits } from './file-format.ts';
import { createTextLayout, type TextLayout } from './text-layout.ts';
import { UnreadableFile } from './unreadable-file.ts';
import { openZip } from './zip.ts';

type WordLimits = Pick<FileLimits, 'inflatedBytesMax' | 'textBytesMax' | 'depthMax'>;

/** The first bytes of files of Word 97, and of encrypted docx files. */
const compoundFile = Buffer.from('d0cf11e0', 'hex');

const notes = ['word/footnotes.xml', 'word/endnotes.xml'];

/** The text of a docx file: paragraphs, lists, tables, footnotes. What is deleted or moved away is left out. */
export function docxToText(bytes: Uint8Array, limits: WordLimits): string {
  if (compoundFile.equals(bytes.subarray(0, compoundFile.length)))
    throw new UnreadableFile(
      'is protected by a password, or in the format of Word 97. Save it as docx without a password, and send that.',
    );
  const archive = openZip(bytes, limits.inflatedBytesMax);
  const main = 'word/document.xml';
  const parts = [main, ...notes.filter(archive.has)];
  const text = createBoundedText(limits.textBytesMax);
  for (const part of parts) text.add(`${readPart(archive.read(part), limits)}\n\n`);
  return text.toString();
}

function readPart(xml: Buffer, { textBytesMax, depthMax }: WordLimits): string {
  const layout = createTextLayout();
  const text = createBoundedText(textBytesMax);
  const reader = createWordReader(layout, text.add);
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        if (depth > depthMax)
          throw new UnreadableFile(
            `nests its content deeper than ${depthMax} levels. Copy the text to a new document, and send that.`,
          );
        reader.open(localName(name), attributes);
      },
      ontext: reader.text,
      onclosetag(name) {
        depth -= 1;
        reader.close(localName(name));
      },
    },
    { xmlMode: true },
  );
  for (const slice of decodeSlices(xml, null)) parser.write(slice);
  parser.end();
  return layout.text();
}

/** `w:p` → `p`. */
const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Text that was moved away, and what old programs show in place of a drawing. */
const skipped: ReadonlySet<string> = new Set(['moveFrom', 'Fallback']);

function createWordReader(layout: TextLayout, onText: (text: string) => void) {
  let skippedDepth = 0;
  let cellDepth = 0;
  let isText = false;
  let isItem = false;
  let hasBegun = false;

  /** The space above a paragraph depends on what it is, and that is known once its text begins. */
  function begin(): void {
    if (hasBegun) return;
    hasBegun = true;
    if (cellDepth > 0) layout.add(' ');
    else layout.separate(isItem ? 1 : 2);
    if (isItem && cellDepth === 0) layout.add('- ');
  }
  function add(text: string): void {
    begin();
    onText(text);
    layout.add(text);
  }

  return {
    open(name: string, attributes: Readonly<Record<string, string>>): void {
      if (skippedDepth > 0 || skipped.has(name)) {
        skippedDepth += 1;
        return;
      }
      isText = name === 't';
      if (name === 'p') [hasBegun, isItem] = [false, false];
      if (name === 'numPr') isItem = true;
      if (name === 'tc') cellDepth += 1;
      if (name === 'tr') layout.separate(1);
      if (name === 'tbl') layout.separate(2);
      if (name === 'tab') layout.add(' ');
      if (name === 'br' || name === 'cr') layout.breakLine();
      if (name === 'noBreakHyphen') add('-');
      if (name === 'footnoteReference' || name === 'endnoteReference') add(`[${attributes['w:id'] ?? ''}]`);
      if (name === 'footnote' || name === 'endnote') layout.separate(2);
    },
    text(text: string): void {
      if (isText && skippedDepth === 0) add(text);
    },
    close(name: string): void {
      if (skippedDepth > 0) {
        skippedDepth -= 1;
        return;
      }
      isText = false;
      // A paragraph may be inside another one, in a text box.
      if (name === 'p') hasBegun = false;
      if (name === 'tc') {
        cellDepth -= 1;
        layout.add(' | ');
      }
      if (name === 'tr') layout.separate(1);
      if (name === 'tbl') layout.separate(2);
    },
  };
}
