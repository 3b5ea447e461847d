import { getDocumentProxy } from 'unpdf';
import { createBoundedText } from './bounded-text.ts';
import type { FileLimits } from './file-format.ts';
import { fileTooLarge, UnreadableFile } from './unreadable-file.ts';

/** A gap of so many heights of its letters above a line begins a paragraph. */
const paragraphGap = 1.7;

type PageLimits = Pick<FileLimits, 'pagesMax' | 'textBytesMax'>;

/** The text of a PDF file, line by line. Nothing in the file is executed or fetched. */
export async function pdfToText(bytes: Uint8Array, limits: PageLimits): Promise<string> {
  try {
    return await readPages(bytes, limits);
  } catch (error) {
    throw error instanceof UnreadableFile ? error : explain(error);
  }
}

/** Damage shows when the file is opened, or only at one of its pages. */
async function readPages(bytes: Uint8Array, { pagesMax, textBytesMax }: PageLimits): Promise<string> {
  const pdf = await getDocumentProxy(bytes, { verbosity: 0, disableFontFace: true });
  if (pdf.numPages > pagesMax)
    throw fileTooLarge(
      `has ${pdf.numPages} pages, and a PDF file can have at most ${pagesMax}. Send the pages that the question needs.`,
    );
  const text = createBoundedText(textBytesMax);
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    text.add(layOut(items.flatMap((item) => ('str' in item ? [item] : []))));
    text.add('\n\n');
    page.cleanup();
  }
  if (text.toString().trim() === '')
    throw new UnreadableFile(
      'has no text that can be read: its pages are pictures, or its fonts do not say which characters they draw. ' +
        'Run text recognition (OCR) on it, and send the result.',
    );
  return text.toString();
}

function explain(error: unknown): UnreadableFile {
  if (error instanceof Error && error.name === 'PasswordException')
    return new UnreadableFile('is protected by a password. Save it without one, and send it again.');
  const reason = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
  return new UnreadableFile(
    `cannot be read as a PDF file (${reason.slice(0, 200)}). Open it in a viewer, print it to a new PDF file, ` +
      'and send that.',
  );
}

/** Text at one place of a page. */
interface TextItem {
  readonly str: string;
  readonly hasEOL: boolean;
  readonly height: number;
  /** The last of six numbers is the distance from the lower edge of the page. */
  readonly transform: readonly unknown[];
}

function layOut(items: readonly TextItem[]): string {
  const pieces: string[] = [];
  let lastY: number | null = null;
  let startsLine = true;
  for (const { str, hasEOL, height, transform } of items) {
    const y = Number(transform[5]);
    if (startsLine && str.trim() !== '') {
      if (lastY !== null && lastY - y > height * paragraphGap) pieces.push('\n');
      lastY = y;
      startsLine = false;
    }
    pieces.push(str);
    if (hasEOL) pieces.push('\n');
    startsLine ||= hasEOL;
  }
  return pieces.join('');
}
