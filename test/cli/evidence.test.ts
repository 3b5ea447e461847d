import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readEvidence } from '../../app/cli/evidence.ts';
import { createTemporaryDirectory } from '../support/temporary-directory.ts';

const folder = createTemporaryDirectory('evidence');
afterAll(() => folder.remove());

const limits = { documentsMax: 5, documentBytesMax: 40, fileBytesMax: 50 };
async function* noInput(): AsyncGenerator<Uint8Array> {}
const read = (files: Readonly<Record<string, string | Buffer>>) => {
  const paths = Object.entries(files).map(([name, content]) => {
    const path = join(folder.path, name);
    writeFileSync(path, content);
    return path;
  });
  return readEvidence(paths, limits, noInput());
};

test('files that the server converts go there as they are, and so does text in UTF-16', async () => {
  const files = {
    'a.PDF': '%PDF',
    'b.csv': 'a;b',
    'c.txt': Buffer.from('\ufeffGröße', 'utf16le'),
    'd.md': '# Größe',
  };
  expect(await read(files)).toEqual([
    { name: 'a.PDF', mediaType: 'application/pdf', base64: 'JVBERg==' },
    { name: 'b.csv', mediaType: 'text/csv', base64: 'YTti' },
    { name: 'c.txt', mediaType: 'text/plain', base64: '//5HAHIA9gDfAGUA' },
    { name: 'd.md', mediaType: 'text/markdown', text: '# Größe' },
  ]);
});

test('text in Latin-1 is converted with a notice, and what is no text is refused', async () => {
  const path = join(folder.path, 'old.txt');
  const notices: string[] = [];
  writeFileSync(path, Buffer.from('Größe', 'latin1'));
  const [document] = await readEvidence([path], limits, noInput(), (notice) => notices.push(notice));
  expect(document).toEqual({ name: 'old.txt', mediaType: 'text/plain', text: 'Größe' });
  expect(notices).toEqual([expect.stringContaining('old.txt is not UTF-8 and was read as Windows-1252')]);
  await expect(read({ 'image.txt': Buffer.from([0x89, 0x50, 0x00, 0x1a]) })).rejects.toThrow(/is not text;/);
});

test('a file has a limit of its own', async () => {
  await expect(read({ 'a.docx': 'x'.repeat(51) })).rejects.toThrow(
    /a\.docx has 51 bytes; such a file may have at most 50$/,
  );
});

test('the server reads a document that is given by its address', async () => {
  const address = 'https://docs.example/plan.pdf';
  expect(await readEvidence([address], limits, noInput())).toEqual([{ url: address }]);
});
