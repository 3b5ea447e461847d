import { profile } from '../../app/contract/profiles.ts';
import { csvToText } from '../../app/files/csv.ts';
import { docxToText } from '../../app/files/docx.ts';
import type { FileLimits } from '../../app/files/file-format.ts';
import { pdfToText } from '../../app/files/pdf.ts';
import { UnreadableFile } from '../../app/files/unreadable-file.ts';
import { makeDocx, paragraph } from '../support/files/make-docx.ts';
import { buildPdf } from '../support/files/make-pdf.ts';
import type { Door } from './measure.ts';

const { files, limits } = profile('production');
const fileLimits: FileLimits = {
  ...files,
  textBytesMax: limits.documentBytesMax,
  depthMax: limits.htmlDepthMax,
};

const feedTo =
  (read: (bytes: Buffer) => unknown) =>
  async (text: string): Promise<void> => {
    try {
      await read(Buffer.from(text));
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
    }
  };

const readDocx = (bytes: Uint8Array) => docxToText(bytes, fileLimits);
/** The parser keeps the bytes. */
const readPdf = (bytes: Uint8Array) => pdfToText(new Uint8Array(bytes), fileLimits);

/** The parsers of files, without the thread that they run in. */
export const evidenceFileDoors = ({
  documentCharsMax,
}: {
  readonly documentCharsMax: number;
}): readonly Door[] => [
  {
    name: 'CSV file',
    charsMax: documentCharsMax,
    feed: feedTo((bytes) => csvToText(bytes, null, fileLimits)),
  },
  {
    name: 'docx file',
    charsMax: documentCharsMax,
    feed: feedTo((bytes) => readDocx(makeDocx(`${paragraph('a')}${bytes}`))),
  },
  {
    name: 'docx file of any bytes',
    charsMax: documentCharsMax,
    feed: feedTo((bytes) => readDocx(Buffer.concat([bytes, makeDocx(paragraph('a')), bytes]))),
  },
  {
    name: 'PDF file',
    charsMax: documentCharsMax,
    feed: feedTo((bytes) => readPdf(buildPdf([Buffer.concat([Buffer.from('BT /F1 9 Tf (a) Tj '), bytes])]))),
  },
  { name: 'PDF file of any bytes', charsMax: documentCharsMax, feed: feedTo(readPdf) },
];
