import { deflateSync } from 'node:zlib';

interface PdfOptions {
  /** A password is needed to open it. */
  readonly isEncrypted?: boolean;
  /** How often the content of each page is compressed. */
  readonly compressions?: number;
}

/** A PDF file with these pages; each is one text, line by line. */
export const makePdf = (pages: readonly string[], options: PdfOptions = {}): Buffer<ArrayBuffer> =>
  buildPdf(
    pages.map((text) => Buffer.from(drawText(text), 'latin1')),
    options,
  );

/** The same from content streams, the programs that draw the pages. */
export function buildPdf(
  contents: readonly Buffer[],
  { isEncrypted = false, compressions = 0 }: PdfOptions = {},
): Buffer<ArrayBuffer> {
  const pageId = (index: number) => 4 + 2 * index;
  const kids = contents.map((_, index) => `${pageId(index)} 0 R`).join(' ');
  const objects: Buffer[] = [
    Buffer.from('<</Type/Catalog/Pages 2 0 R>>'),
    Buffer.from(`<</Type/Pages/Count ${contents.length}/Kids[${kids}]>>`),
    Buffer.from('<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>'),
    ...contents.flatMap((content, index) => [
      Buffer.from(
        '<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>' +
          `/Contents ${pageId(index) + 1} 0 R>>`,
      ),
      makeStream(content, compressions),
    ]),
  ];
  const hash = '0'.repeat(64);
  if (isEncrypted) objects.push(Buffer.from(`<</Filter/Standard/V 1/R 2/P -4/O<${hash}>/U<${hash}>>>`));
  const encrypt = isEncrypted ? `/Encrypt ${objects.length} 0 R/ID[<00><00>]` : '';
  return assemble(objects, encrypt);
}

const drawText = (text: string): string => {
  const lines = text.split('\n').map((line) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`);
  return `BT /F1 10 Tf 12 TL 40 760 Td\n${lines.join('\n')}\nET`;
};

function makeStream(content: Buffer, compressions: number): Buffer {
  let data = content;
  for (let count = 0; count < compressions; count++) data = deflateSync(data);
  const filter = compressions > 0 ? `/Filter[${'/FlateDecode'.repeat(compressions)}]` : '';
  return Buffer.concat([
    Buffer.from(`<</Length ${data.length}${filter}>>\nstream\n`),
    data,
    Buffer.from('\nendstream'),
  ]);
}

function assemble(objects: readonly Buffer[], trailer: string): Buffer<ArrayBuffer> {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  let at = parts[0]?.length ?? 0;
  const push = (part: Buffer) => {
    parts.push(part);
    at += part.length;
  };
  for (const [index, object] of objects.entries()) {
    offsets.push(at);
    push(Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]));
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  const size = objects.length + 1;
  push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}` +
        `trailer\n<</Size ${size}/Root 1 0 R${trailer}>>\nstartxref\n${at}\n%%EOF`,
    ),
  );
  return Buffer.concat(parts);
}
