import { expect, test } from 'vitest';
import { pdfToText } from '../../app/files/pdf.ts';
import { buildPdf, makePdf } from '../support/files/make-pdf.ts';

const limits = { pagesMax: 20, textBytesMax: 10_000 };
const read = (bytes: Uint8Array, changed: Partial<typeof limits> = {}) =>
  pdfToText(new Uint8Array(bytes), { ...limits, ...changed });

test('lines stay lines, a wide gap begins a paragraph, and a page ends one', async () => {
  const text = await read(
    makePdf(['The plan\n\n\nof the (big) move\nis old.', 'Page two.'], { compressions: 1 }),
  );
  expect(text.trim().split('\n')).toEqual(['The plan', '', 'of the (big) move', 'is old.', '', 'Page two.']);
});

test('a password is named', async () => {
  await expect(read(makePdf(['Secret'], { isEncrypted: true }))).rejects.toThrow(
    'is protected by a password. Save it without one, and send it again.',
  );
});

test('pages without text ask for text recognition', async () => {
  await expect(read(buildPdf([Buffer.from('0 0 m 100 100 l S')]))).rejects.toThrow(/has no text.*\(OCR\)/);
});

test.each([
  ['nothing', ''],
  ['other bytes', 'x'.repeat(1000)],
  ['only a beginning', makePdf(['Text']).subarray(0, 40)],
  ['a page that is missing', makePdf(['Text']).toString('latin1').replace('/Kids[4 0 R', '/Kids[9 0 R')],
])('%s is not read as PDF', async (_, bytes) => {
  await expect(read(Buffer.from(bytes))).rejects.toThrow('cannot be read as a PDF file');
});

test('limits of pages and of text are named', async () => {
  const pages = Array.from({ length: 5 }, (_, index) => `Page ${index}`);
  await expect(read(makePdf(pages), { pagesMax: 4 })).rejects.toThrow('has 5 pages');
  await expect(read(makePdf(pages), { textBytesMax: 20 })).rejects.toThrow('has more than 20 bytes of text');
});
