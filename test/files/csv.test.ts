import { expect, test } from 'vitest';
import { csvToText } from '../../app/files/csv.ts';

const limits = { cellsMax: 1000, textBytesMax: 10_000, pagesMax: 1, inflatedBytesMax: 1, depthMax: 1 };
const read = (
  text: string | Uint8Array,
  changed: Partial<typeof limits> = {},
  charset: string | null = null,
) => csvToText(Buffer.from(text), charset, { ...limits, ...changed });

test.each([
  ['commas', 'year,sales\n2024,"1,000"\n', 'year | sales\n2024 | 1,000\n'],
  ['semicolons', 'year;sales\r\n2024;1,5\r\n', 'year | sales\n2024 | 1,5\n'],
  ['several kinds of line ends', 'a,b\r\n1,2\n3,4\r5,6', 'a | b\n1 | 2\n3 | 4\n5 | 6\n'],
  ['a line that names the separator', 'sep=;\r\na;b\r\n1,5;2', 'a | b\n1,5 | 2\n'],
  ['tabs', 'year\tsales\n2024\t1\n', 'year | sales\n2024 | 1\n'],
  ['no separator', 'year\n2024\n', 'year\n2024\n'],
  [
    'line breaks and quotation marks in cells',
    'a,b\n"one\ntwo","say ""so"""\n',
    'a | b\none two | say "so"\n',
  ],
  ['rows of other lengths and empty rows', 'a,b\n\n1\n1,2,3\n', 'a | b\n1\n1 | 2 | 3\n'],
])('a table with %s has a line for each row', async (_, csv, text) => {
  expect(await read(csv)).toBe(text);
});

test('every passage begins with the header', async () => {
  const rows = Array.from({ length: 60 }, (_, index) => `${index},x\n`);
  const passages = (await read(`n,name\n${rows.join('')}`)).trim().split('\n\n');
  expect(passages.map((passage) => passage.split('\n')[0])).toEqual(['n | name', 'n | name', 'n | name']);
  expect(passages.join('\n').match(/\| x/g)).toHaveLength(60);
});

test('the character set counts, and a byte order mark counts more', async () => {
  expect(await read(Buffer.from('größe\n1\n', 'latin1'), {}, 'iso-8859-1')).toBe('größe\n1\n');
  expect(await read(Buffer.from('\ufeffgröße\n1\n', 'utf16le'), {}, 'iso-8859-1')).toBe('größe\n1\n');
});

test.each([
  [
    'too many cells',
    'a,b\n'.repeat(600),
    'has more than 1000 cells, the limit of a table; the limit is reached in row 501.',
  ],
  ['too much text', `${'x'.repeat(900)}\n`.repeat(20), 'has more than 10000 bytes of text'],
  [
    'a quotation mark that is not closed',
    `a,b\n"${'x\n'.repeat(9000)}`,
    'Check that every quotation mark is closed.',
  ],
  ['an end within a cell', 'a,b\n"x', 'is not valid CSV: Quote Not Closed'],
  ['bytes of another character set', Buffer.from('größe', 'latin1'), 'is not text in UTF-8.'],
])('%s is refused', async (_, csv, message) => {
  await expect(read(csv)).rejects.toThrow(message);
});
