import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DebateLimits } from '../../contract/types/contract.ts';
import type { EvidenceRef } from '../../debate/core/events.ts';
import type { EvidenceDocument } from '../../store/store.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { bareMediaType } from '../middleware/body.ts';
import { normalizeText } from '../schemas/normalize-text.ts';
import { htmlToText } from './html-to-text.ts';

/** A document as it came: with a JSON body as text, with a form as the bytes of a file. */
export interface UploadedDocument {
  readonly name: string;
  /** '' when none was given. */
  readonly mediaType: string;
  readonly content: string | Uint8Array;
}

export interface ParsedDocuments {
  readonly refs: readonly EvidenceRef[];
  readonly texts: readonly EvidenceDocument[];
}

const extensionsByMediaType: Readonly<Record<string, readonly string[]>> = {
  'text/plain': ['txt', 'text', 'log'],
  'text/markdown': ['md', 'markdown'],
  'text/html': ['html', 'htm'],
};

/** Documents as text: numbered in the order given, and named by the hash of what the panel will read. */
export async function parseDocuments(
  uploads: readonly UploadedDocument[],
  limits: DebateLimits,
  signal: AbortSignal,
): Promise<ParsedDocuments> {
  if (uploads.length > limits.documentsMax)
    throwProblem(
      'validation-failed',
      `There are ${uploads.length} documents; a debate takes at most ${limits.documentsMax}.`,
    );
  const refs: EvidenceRef[] = [];
  const texts: EvidenceDocument[] = [];
  for (const [index, document] of uploads.entries()) {
    const id = `E${index + 1}`;
    const { name, mediaType, text } = parseDocument(document, limits);
    const hash = createHash('sha256').update(text).digest('hex');
    refs.push({ id, name, mediaType, characters: text.length, hash });
    texts.push({ id, name, mediaType, text });
    // A large page takes a while; others get their turn before the next one.
    await nextTurn();
    signal.throwIfAborted();
  }
  return { refs, texts };
}

function parseDocument(upload: UploadedDocument, limits: DebateLimits): Omit<EvidenceDocument, 'id'> {
  const name = cleanName(upload.name, limits.nameCharsMax);
  const bytes = Buffer.byteLength(upload.content);
  if (bytes > limits.documentBytesMax)
    throwProblem(
      'evidence-too-large',
      `${name} has ${bytes} bytes; a document has at most ${limits.documentBytesMax}.`,
    );
  const mediaType = detectMediaType(upload, name);
  const source = typeof upload.content === 'string' ? upload.content : decodeUtf8(upload.content, name);
  const text = normalizeText(mediaType === 'text/html' ? convertHtml(source, name, limits) : source);
  if (text.trim() === '') throwProblem('validation-failed', `${name} has no text in it.`);
  return { name, mediaType, text };
}

/** By what it says it is, or else by its name. Text in a JSON body needs neither. */
function detectMediaType({ mediaType, content }: UploadedDocument, name: string): string {
  const declared = bareMediaType(mediaType);
  if (Object.hasOwn(extensionsByMediaType, declared)) return declared;
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const [detected] =
    Object.entries(extensionsByMediaType).find(([, extensions]) => extensions.includes(extension)) ?? [];
  if (detected && (declared === '' || declared === 'application/octet-stream')) return detected;
  if (declared === '' && typeof content === 'string') return 'text/plain';
  const list = Object.entries(extensionsByMediaType).map(
    ([type, extensions]) => `${type} (.${extensions.join(', .')})`,
  );
  const declaredPart = declared === '' ? '' : `, ${declared},`;
  return throwProblem(
    'unsupported-media-type',
    `${name}${declaredPart} is not read as evidence. Give ${list.join(' or ')}.`,
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

function convertHtml(html: string, name: string, { htmlDepthMax }: DebateLimits): string {
  const text = htmlToText(html, htmlDepthMax);
  return (
    text ?? throwProblem('validation-failed', `${name} nests elements deeper than ${htmlDepthMax} levels.`)
  );
}

/** The last part of a path, without invisible characters and not longer than a name may be. */
function cleanName(name: string, charsMax: number): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const visible = last.replace(/[\p{C}\s]+/gu, ' ').trim();
  return Array.from(visible).slice(0, charsMax).join('') || 'document';
}
