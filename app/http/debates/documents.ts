import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DebateLimits } from '../../contract/types/limits.ts';
import type { EvidenceRef } from '../../debate/core/events.ts';
import type { StoredDocument } from '../../store/store.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { bareMediaType } from '../middleware/body.ts';
import { normalizeText } from '../schemas/normalize-text.ts';
import { checkText } from './check-text.ts';
import { htmlToText } from './html-to-text.ts';

/** An uploaded document: text from a JSON body, the bytes of a file from a form. */
export interface UploadedDocument {
  readonly name: string;
  /** '' if the client sent none. */
  readonly mediaType: string;
  readonly content: string | Uint8Array;
}

export interface ParsedDocuments {
  readonly refs: readonly EvidenceRef[];
  readonly texts: readonly StoredDocument[];
}

const extensionsByMediaType: Readonly<Record<string, readonly string[]>> = {
  'text/plain': ['txt', 'text', 'log'],
  'text/markdown': ['md', 'markdown'],
  'text/html': ['html', 'htm'],
};

/** Converts documents to text. Ids follow the upload order; hashes are of the converted text, which the panel reads. */
export async function parseDocuments(
  uploads: readonly UploadedDocument[],
  limits: DebateLimits,
  signal: AbortSignal,
): Promise<ParsedDocuments> {
  if (uploads.length > limits.documentsMax)
    throwProblem(
      'validation-failed',
      `There are ${uploads.length} documents; a debate can have at most ${limits.documentsMax}.`,
    );
  const refs: EvidenceRef[] = [];
  const texts: StoredDocument[] = [];
  for (const [index, document] of uploads.entries()) {
    const id = `E${index + 1}`;
    const { name, mediaType, text } = await parseDocument(document, limits, signal);
    const hash = createHash('sha256').update(text).digest('hex');
    const findings = await checkText(name, text, signal);
    refs.push({ id, name, mediaType, characters: text.length, hash, ...findings });
    texts.push({ id, name, mediaType, text });
    // Other requests run between documents.
    await nextTurn();
    signal.throwIfAborted();
  }
  return { refs, texts };
}

async function parseDocument(
  upload: UploadedDocument,
  limits: DebateLimits,
  signal: AbortSignal,
): Promise<Omit<StoredDocument, 'id'>> {
  const name = cleanName(upload.name, limits.nameCharsMax);
  const bytes = Buffer.byteLength(upload.content);
  if (bytes > limits.documentBytesMax)
    throwProblem(
      'evidence-too-large',
      `${name} has ${bytes} bytes; a document can have at most ${limits.documentBytesMax}.`,
    );
  const mediaType = detectMediaType(upload, name);
  const source = typeof upload.content === 'string' ? upload.content : decodeUtf8(upload.content, name);
  const isHtml = mediaType === 'text/html';
  const text = normalizeText(isHtml ? await convertHtml(source, name, limits, signal) : source);
  if (text.trim() === '') throwProblem('validation-failed', `${name} contains no text.`);
  return { name, mediaType, text };
}

/** Uses the declared media type, else the file extension. Text from a JSON body defaults to text/plain. */
function detectMediaType({ mediaType, content }: UploadedDocument, name: string): string {
  const declared = bareMediaType(mediaType);
  if (Object.hasOwn(extensionsByMediaType, declared)) return declared;
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const [detected] =
    Object.entries(extensionsByMediaType).find(([, extensions]) => extensions.includes(extension)) ?? [];
  if (detected && (declared === '' || declared === 'application/octet-stream')) return detected;
  if (declared === '' && typeof content === 'string') return 'text/plain';
  const supported = Object.entries(extensionsByMediaType).map(
    ([type, extensions]) => `${type} (.${extensions.join(', .')})`,
  );
  const declaredSuffix = declared === '' ? '' : ` (${declared})`;
  return throwProblem(
    'unsupported-media-type',
    `${name}${declaredSuffix} is not a supported document. Send ${supported.join(' or ')}.`,
  );
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decodeUtf8(bytes: Uint8Array, name: string): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return throwProblem(
      'validation-failed',
      `${name} is not UTF-8 text. Save it as UTF-8 and send it again.`,
    );
  }
}

async function convertHtml(
  html: string,
  name: string,
  { htmlDepthMax }: DebateLimits,
  signal: AbortSignal,
): Promise<string> {
  const text = await htmlToText(html, htmlDepthMax, signal);
  return (
    text ??
    throwProblem('validation-failed', `${name} nests HTML elements deeper than ${htmlDepthMax} levels.`)
  );
}

/** The last segment of a path, without invisible characters, cut to `charsMax`. */
function cleanName(name: string, charsMax: number): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const visible = last.replace(/[\p{C}\s]+/gu, ' ').trim();
  return Array.from(visible).slice(0, charsMax).join('') || 'document';
}
