import { describe, expect, test } from 'vitest';
import { docxToText } from '../../app/files/docx.ts';
import { cpuGrowth, linearGrowthMax } from '../support/cpu-growth.ts';
import { makeDocx, makeZip, paragraph, wordPart } from '../support/files/make-docx.ts';

const MiB = 1024 * 1024;
const limits = { inflatedBytesMax: 2 * MiB, textBytesMax: MiB, depthMax: 200 };
const read = (bytes: Uint8Array) => docxToText(bytes, limits).trim();
const item = '<w:numPr><w:numId w:val="1"/></w:numPr>';

describe('the text of a docx file', () => {
  test('has paragraphs, list items and characters of XML', () => {
    const body = [
      paragraph('The plan', '<w:pStyle w:val="Heading1"/>'),
      paragraph('It costs &lt; 5 &amp; less.'),
      paragraph('One', item),
      paragraph('Two', item),
      paragraph('After'),
    ];
    expect(read(makeDocx(body.join('')))).toBe('The plan\n\nIt costs < 5 & less.\n- One\n- Two\n\nAfter');
  });

  test('has a table row by row', () => {
    const cell = (text: string) => `<w:tc>${paragraph(text)}</w:tc>`;
    const row = (...cells: readonly string[]) => `<w:tr>${cells.map(cell).join('')}</w:tr>`;
    const table = `<w:tbl>${row('Way', 'Weeks')}${row('Batch', '10')}</w:tbl>`;
    const lines = read(makeDocx(`${paragraph('Before')}${table}${paragraph('After')}`)).split('\n');
    expect(lines.map((line) => line.trim())).toEqual([
      'Before',
      '',
      'Way | Weeks |',
      'Batch | 10 |',
      '',
      'After',
    ]);
  });

  test('keeps a text box apart from the paragraph around it', () => {
    const box = `<w:r><w:txbxContent>${paragraph('Box')}</w:txbxContent></w:r>`;
    const body = `<w:p><w:r><w:t>Before</w:t></w:r>${box}<w:r><w:t>After</w:t></w:r></w:p>`;
    expect(read(makeDocx(body))).toBe('Before\n\nBox\n\nAfter');
  });

  test('has footnotes, and not what was deleted, moved away, or drawn for old programs', () => {
    const run = (text: string) => `<w:r><w:t>${text}</w:t></w:r>`;
    const body =
      `<w:p>${run('Kept')}<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>` +
      `<w:moveFrom>${run('moved')}</w:moveFrom><mc:Fallback>${run('old')}</mc:Fallback>` +
      `<w:r><w:noBreakHyphen/></w:r>${run('it')}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>`;
    const footnotes = wordPart('footnotes', `<w:footnote w:id="2">${paragraph('A source.')}</w:footnote>`);
    expect(read(makeDocx(body, [{ name: 'word/footnotes.xml', content: footnotes }]))).toBe(
      'Kept-it[2]\n\nA source.',
    );
  });

  test('takes time linear in its size', () => {
    const make = (chars: number) => makeDocx('<w:p><w:r><w:t>a b</w:t></w:r></w:p>'.repeat(chars / 36));
    expect(cpuGrowth(make, read, 100_000)).toBeLessThanOrEqual(linearGrowthMax);
  });
});

describe('an archive is refused', () => {
  const bomb = Buffer.alloc(8 * MiB, 'x');

  test.each([
    [
      'with more than the limit',
      makeZip([{ name: 'word/document.xml', content: bomb }]),
      'holds more than 2097152 bytes',
    ],
    [
      'with more than it states',
      makeZip([{ name: 'word/document.xml', content: bomb, statedBytes: 1000 }]),
      'of another size than it states',
    ],
    [
      'with files of more than the limit in all',
      makeDocx('', [
        { name: 'word/footnotes.xml', content: 'x'.repeat(1.5 * MiB) },
        { name: 'word/endnotes.xml', content: 'x'.repeat(1.5 * MiB) },
      ]),
      'holds more than 2097152 bytes',
    ],
    ['with a password', makeZip([{ name: 'word/document.xml', content: 'x', flags: 1 }]), 'password'],
    ['of Word 97', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'Word 97'],
    ['without a document', makeZip([{ name: 'xl/workbook.xml', content: '<a/>' }]), 'not a docx file'],
    ['that is cut off', makeDocx(paragraph('Text')).subarray(0, 200), 'is damaged'],
    ['that is empty', Buffer.alloc(0), 'is damaged'],
    ['that nests too deep', makeDocx('<w:p>'.repeat(300)), 'deeper than 200 levels'],
  ])('%s', (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(message);
  });

  test('with any byte changed, or is read', () => {
    const whole = makeDocx(paragraph('Text'));
    for (let index = 0; index < whole.length; index++) {
      const changed = Buffer.from(whole);
      changed[index] = 0xff;
      try {
        read(changed);
      } catch (error) {
        expect(error).toHaveProperty('name', 'UnreadableFile');
      }
    }
  });
});
