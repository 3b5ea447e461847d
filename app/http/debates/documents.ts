import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Contract } from '../../contract/types/contract.ts';
import type { EvidenceRef } from '../../debate/core/events.ts';
import { withSourceLine } from '../../debate/views/record-items.ts';
import { decodeText } from '../../files/decode-text.ts';
import type { DocumentReader } from '../../files/document-reader.ts';
import type { FileFormat } from '../../files/file-format.ts';
import { UnreadableFile } from '../../files/unreadable-file.ts';
import type { StoredDocument } from '../../store/store.ts';
import { ProblemError, throwProblem } from '../errors/problem-types.ts';
import { normalizeText } from '../schemas/normalize-text.ts';
import { checkText } from './check-text.ts';
import { charsetOf, charsetOfHtml, detectType, type UploadedDocument } from './document-types.ts';
import { htmlToText } from './html-to-text.ts';

export interface ParsedDocuments {
  readonly refs: readonly EvidenceRef[];
  readonly texts: readonly StoredDocument[];
}

export interface ParseDocumentsDeps {
  readonly contract: Pick<Contract, 'limits' | 'files'>;
  readonly documentReader: DocumentReader;
}

/** Converts documents to text. Ids follow the upload order; hashes are of the converted text, which the panel reads. */
export async function parseDocuments(
  uploads: readonly UploadedDocument[],
  documentsMax: number,
  deps: ParseDocumentsDeps,
  signal: AbortSignal,
): Promise<ParsedDocuments> {
  if (uploads.length > documentsMax)
    throwProblem(
      'validation-failed',
      `There are ${uploads.length} documents; a debate can have at most ${documentsMax}.`,
    );
  const refs: EvidenceRef[] = [];
  const texts: StoredDocument[] = [];
  for (const [index, upload] of uploads.entries()) {
    const id = `E${index + 1}`;
    const { name, mediaType, text, source } = await parseAny(upload, deps, signal);
    const hash = createHash('sha256').update(text).digest('hex');
    const findings = await checkText(name, text, signal);
    refs.push({ id, name, mediaType, characters: text.length, hash, ...(source && { source }), ...findings });
    texts.push({ id, name, mediaType, text });
    // Other requests run between documents.
    await nextTurn();
    signal.throwIfAborted();
  }
  return { refs, texts };
}

type ParsedDocument = Omit<StoredDocument, 'id'> & Pick<EvidenceRef, 'source'>;

async function parseAny(
  { fallback, ...upload }: UploadedDocument,
  deps: ParseDocumentsDeps,
  signal: AbortSignal,
): Promise<ParsedDocument> {
  try {
    return {
      ...(await parseDocument(upload, deps, signal)),
      ...(upload.source && { source: upload.source }),
    };
  } catch (error) {
    if (!fallback || !(error instanceof ProblemError)) throw error;
    return parseAny(fallback, deps, signal);
  }
}

async function parseDocument(
  upload: UploadedDocument,
  deps: ParseDocumentsDeps,
  signal: AbortSignal,
): Promise<Omit<StoredDocument, 'id'>> {
  const { limits, files } = deps.contract;
  const name = cleanName(upload.name, limits.nameCharsMax);
  const { mediaType, format } = detectType(upload, name);
  const isText = format === 'text' || format === 'html';
  const bytesMax = isText ? limits.documentBytesMax : files.bytesMax;
  const bytes = Buffer.byteLength(upload.content);
  if (bytes > bytesMax)
    throwProblem(
      'evidence-too-large',
      `${name} has ${bytes} bytes; a document ${isText ? '' : 'of this kind '}can have at most ${bytesMax}.`,
    );
  try {
    const source = isText ? decodeUpload(upload, format) : await readFileFormat(upload, format, deps, signal);
    const text = normalizeText(
      format === 'html' ? await convertHtml(source, name, limits.htmlDepthMax, signal) : source,
    );
    if (text.trim() === '') throwProblem('validation-failed', `${name} contains no text.`);
    const evidence = upload.source ? withSourceLine(text, upload.source) : text;
    if (Buffer.byteLength(evidence) > limits.documentBytesMax)
      throwProblem(
        'evidence-too-large',
        `${name} has more than ${limits.documentBytesMax} bytes as UTF-8, which is what a document can have.`,
      );
    return { name, mediaType, text: evidence };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return throwProblem(
      error.isTooLarge ? 'evidence-too-large' : 'validation-failed',
      `${name} ${error.message}`,
    );
  }
}

const decodeUpload = ({ content, mediaType }: UploadedDocument, format: 'text' | 'html'): string =>
  typeof content === 'string'
    ? content
    : decodeText(content, charsetOf(mediaType) ?? (format === 'html' ? charsetOfHtml(content) : null));

function readFileFormat(
  { content, mediaType }: UploadedDocument,
  format: FileFormat,
  { documentReader }: ParseDocumentsDeps,
  signal: AbortSignal,
): Promise<string> {
  if (typeof content !== 'string')
    return documentReader.read({ format, bytes: content, charset: charsetOf(mediaType) }, signal);
  if (format !== 'csv')
    throw new UnreadableFile('is not text. Send its bytes as `base64` instead of `text`, or send a form.');
  return documentReader.read({ format, bytes: Buffer.from(content), charset: null }, signal);
}

async function convertHtml(
  html: string,
  name: string,
  depthMax: number,
  signal: AbortSignal,
): Promise<string> {
  const text = await htmlToText(html, depthMax, signal);
  return (
    text ?? throwProblem('validation-failed', `${name} nests HTML elements deeper than ${depthMax} levels.`)
  );
}

/** The last segment of a path, without invisible characters, cut to `charsMax`. */
function cleanName(name: string, charsMax: number): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const visible = last.replace(/[\p{C}\s]+/gu, ' ').trim();
  return Array.from(visible).slice(0, charsMax).join('') || 'document';
}
