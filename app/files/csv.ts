import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { createBoundedText } from './bounded-text.ts';
import { decodeSlices } from './decode-text.ts';
import type { FileLimits } from './file-format.ts';
import { fileTooLarge, UnreadableFile } from './unreadable-file.ts';

/** The header is repeated, because prompts show parts of a long text. */
const rowsPerPassage = 25;

/** A first line for Excel, which is not a row. */
const separatorRow = /^sep=([,;\t|])\r?\n/i;

/** The rows of a CSV file, one a line, in passages that begin with the header. Stops at the first limit. */
export async function csvToText(
  bytes: Uint8Array,
  charset: string | null,
  { cellsMax, textBytesMax }: FileLimits,
): Promise<string> {
  const text = createBoundedText(textBytesMax);
  let header = '';
  let rows = 0;
  let cells = 0;
  const addRow = (record: readonly string[]): void => {
    cells += record.length;
    if (cells > cellsMax)
      throw fileTooLarge(
        `has more than ${cellsMax} cells, the limit of a table; the limit is reached in row ${rows + 1}. ` +
          'Send the rows and columns that the question needs.',
      );
    const line = record.map((cell) => cell.replace(/\s+/g, ' ').trim()).join(' | ');
    if (rows === 0) header = line;
    else if (rows % rowsPerPassage === 0) text.add(`\n${header}\n`);
    text.add(`${line}\n`);
    rows += 1;
  };
  const slices = decodeSlices(bytes, charset);
  const { value: first = '' } = slices.next();
  const [separatorLine = '', separator] = separatorRow.exec(first) ?? [];
  const source = startWith(first.slice(separatorLine.length), slices);
  const parser = parse({
    delimiter: separator ?? findDelimiter(first),
    // Each line may end in its own way, as in a file that several programs have written.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: textBytesMax,
  });
  try {
    await pipeline(source, parser, async (records: AsyncIterable<string[]>) => {
      for await (const record of records) addRow(record);
    });
  } catch (error) {
    throw error instanceof CsvError ? explain(error, textBytesMax) : error;
  }
  return text.toString();
}

function* startWith(first: string, others: Iterable<string>): Generator<string> {
  yield first;
  yield* others;
}

const explain = ({ code, message }: CsvError, textBytesMax: number): UnreadableFile =>
  code === 'CSV_MAX_RECORD_SIZE'
    ? fileTooLarge(`has a row of more than ${textBytesMax} bytes. Check that every quotation mark is closed.`)
    : new UnreadableFile(`is not valid CSV: ${message}. Correct it and send it again.`);

/** The separator that the first row has most often, outside of quotation marks. */
function findDelimiter(start: string): string {
  const counts = new Map([',', ';', '\t', '|'].map((delimiter) => [delimiter, 0]));
  let isQuoted = false;
  for (const char of start) {
    if (char === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (char === '\n' || char === '\r') break;
    const count = counts.get(char);
    if (count !== undefined) counts.set(char, count + 1);
  }
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}
