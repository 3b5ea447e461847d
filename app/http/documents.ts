import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Limits } from '../contract/contract.ts';
import type { EvidenceRef } from '../debate/events.ts';
import type { EvidenceText } from '../store/store.ts';
import { bareMediaType } from './body.ts';
import { htmlToText } from './html.ts';
import { refuse } from './problems.ts';
import { cleanText } from './text.ts';

/** A document as it came: with a JSON body as text, with a form as the bytes of a file. */
export interface GivenDocument {
  readonly name: string;
  /** '' when none was given. */
  readonly mediaType: string;
  readonly content: string | Uint8Array;
}

export interface Documents {
  readonly refs: readonly EvidenceRef[];
  readonly texts: readonly EvidenceText[];
}

const accepted: Readonly<Record<string, readonly string[]>> = {
  'text/plain': ['txt', 'text', 'log'],
  'text/markdown': ['md', 'markdown'],
  'text/html': ['html', 'htm'],
};

/** Documents as text: numbered in the order given, and named by the hash of what the panel will read. */
export async function readDocuments(
  given: readonly GivenDocument[],
  limits: Limits,
  signal: AbortSignal,
): Promise<Documents> {
  if (given.length > limits.documentsMax)
    refuse('invalid', `There are ${given.length} documents; a debate takes at most ${limits.documentsMax}.`);
  const refs: EvidenceRef[] = [];
  const texts: EvidenceText[] = [];
  for (const [index, document] of given.entries()) {
    const id = `E${index + 1}`;
    const { name, mediaType, text } = readDocument(document, limits);
    const hash = createHash('sha256').update(text).digest('hex');
    refs.push({ id, name, mediaType, characters: text.length, hash });
    texts.push({ id, name, mediaType, text });
    // A large page takes a while; others get their turn before the next one.
    await nextTurn();
    signal.throwIfAborted();
  }
  return { refs, texts };
}

function readDocument(given: GivenDocument, limits: Limits): Omit<EvidenceText, 'id'> {
  const name = cleanName(given.name, limits.nameCharsMax);
  const bytes = Buffer.byteLength(given.content);
  if (bytes > limits.documentBytesMax)
    refuse(
      'evidence-too-large',
      `${name} has ${bytes} bytes; a document has at most ${limits.documentBytesMax}.`,
    );
  const mediaType = acceptedType(given, name);
  const source = typeof given.content === 'string' ? given.content : readUtf8(given.content, name);
  const text = cleanText(mediaType === 'text/html' ? readHtml(source, name, limits) : source);
  if (text.trim() === '') refuse('invalid', `${name} has no text in it.`);
  return { name, mediaType, text };
}

/** By what it says it is, or else by its name. Text in a JSON body needs neither. */
function acceptedType({ mediaType, content }: GivenDocument, name: string): string {
  const said = bareMediaType(mediaType);
  if (Object.hasOwn(accepted, said)) return said;
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const [known] = Object.entries(accepted).find(([, extensions]) => extensions.includes(extension)) ?? [];
  if (known && (said === '' || said === 'application/octet-stream')) return known;
  if (said === '' && typeof content === 'string') return 'text/plain';
  const list = Object.entries(accepted).map(([type, extensions]) => `${type} (.${extensions.join(', .')})`);
  const what = said === '' ? '' : `, ${said},`;
  return refuse(
    'unsupported-media-type',
    `${name}${what} is not read as evidence. Give ${list.join(' or ')}.`,
  );
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function readUtf8(bytes: Uint8Array, name: string): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return refuse('invalid', `${name} is not UTF-8 text. Save it as UTF-8 and send it again.`);
  }
}

function readHtml(html: string, name: string, { htmlDepthMax }: Limits): string {
  const text = htmlToText(html, htmlDepthMax);
  return text ?? refuse('invalid', `${name} nests elements deeper than ${htmlDepthMax} levels.`);
}

/** The last part of a path, without invisible characters and not longer than a name may be. */
function cleanName(name: string, charsMax: number): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const visible = last.replace(/[\p{C}\s]+/gu, ' ').trim();
  return Array.from(visible).slice(0, charsMax).join('') || 'document';
}
