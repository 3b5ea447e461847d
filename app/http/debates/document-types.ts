import type { EvidenceSource } from '../../debate/core/events.ts';
import type { FileFormat } from '../../files/file-format.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { bareMediaType } from '../middleware/body.ts';

/** An uploaded document: text from a JSON body, the bytes of a file from a form or in base64. */
export interface UploadedDocument {
  readonly name: string;
  /** '' if the client sent none. */
  readonly mediaType: string;
  readonly content: string | Uint8Array;
  /** Where it was read; absent: the client sent it. */
  readonly source?: EvidenceSource;
  /** Takes its place if it cannot be read. */
  readonly fallback?: UploadedDocument;
}

interface DocumentType {
  readonly extensions: readonly string[];
  readonly format: 'text' | 'html' | FileFormat;
}

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

const documentTypes: Readonly<Record<string, DocumentType>> = {
  'text/plain': { extensions: ['txt', 'text', 'log'], format: 'text' },
  'text/markdown': { extensions: ['md', 'markdown'], format: 'text' },
  'text/html': { extensions: ['html', 'htm'], format: 'html' },
  'text/csv': { extensions: ['csv'], format: 'csv' },
  'text/tab-separated-values': { extensions: ['tsv'], format: 'csv' },
  'application/pdf': { extensions: ['pdf'], format: 'pdf' },
  [docx]: { extensions: ['docx'], format: 'docx' },
};

/** Uses the declared media type, else the file extension. Text from a JSON body defaults to text/plain. */
export function detectType(
  { mediaType, content }: UploadedDocument,
  name: string,
): { readonly mediaType: string; readonly format: DocumentType['format'] } {
  const declared = bareMediaType(mediaType);
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const [byExtension] =
    Object.entries(documentTypes).find(([, { extensions }]) => extensions.includes(extension)) ?? [];
  const isUndeclared = declared === '' || declared === 'application/octet-stream';
  const byContent = declared === '' && typeof content === 'string' ? 'text/plain' : undefined;
  const detected = isUndeclared ? (byExtension ?? byContent) : declared;
  const type = detected !== undefined && Object.hasOwn(documentTypes, detected) && documentTypes[detected];
  if (detected !== undefined && type) return { mediaType: detected, format: type.format };
  const supported = Object.entries(documentTypes).map(
    ([supportedType, { extensions }]) => `${supportedType} (.${extensions.join(', .')})`,
  );
  const declaredSuffix = declared === '' ? '' : ` (${declared})`;
  return throwProblem(
    'unsupported-media-type',
    `${name}${declaredSuffix} is not a supported document. Send ${supported.join(' or ')}.`,
  );
}

/** `text/csv; charset=windows-1252` → `windows-1252`. */
export const charsetOf = (mediaType: string): string | null =>
  /;\s*charset\s*=\s*"?([\w.:+-]{1,60})/i.exec(mediaType)?.[1] ?? null;

/** Where HTML says its character set itself. */
const metaBytesMax = 1024;

/** `<meta charset="windows-1252">` → `windows-1252`. */
export const charsetOfHtml = (bytes: Uint8Array): string | null =>
  /<meta[^>]{1,300}?charset\s*=\s*["']?([\w.:+-]{1,60})/i.exec(
    Buffer.from(bytes.subarray(0, metaBytesMax)).toString('latin1'),
  )?.[1] ?? null;
