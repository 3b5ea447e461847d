import type { AgentsResource } from '../debate/resources.ts';
import { plural } from '../debate/words.ts';
import { size } from './words.ts';

/** A document that is to be given as evidence. */
export interface DraftDocument {
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
  readonly bytes: number;
}

type Limits = Pick<AgentsResource['limits'], 'documentsMax' | 'documentBytesMax'>;

const mediaTypes: Readonly<Record<string, string>> = {
  md: 'text/markdown',
  markdown: 'text/markdown',
  html: 'text/html',
  htm: 'text/html',
  txt: 'text/plain',
  text: 'text/plain',
};

/** What the file picker offers. */
export const acceptedFiles = Object.keys(mediaTypes)
  .map((ending) => `.${ending}`)
  .join(',');

/** A document from pasted text. */
export const pasted = (name: string, text: string): DraftDocument => ({
  name,
  mediaType: mediaTypeOf(name) ?? 'text/plain',
  text,
  bytes: new TextEncoder().encode(text).length,
});

const mediaTypeOf = (name: string): string | undefined =>
  mediaTypes[name.slice(name.lastIndexOf('.') + 1).toLowerCase()];

/** Files as documents; what cannot be taken is said in words, a line each, and the rest is taken all the same. */
export async function documentsOf(files: readonly File[]): Promise<{
  readonly documents: readonly DraftDocument[];
  readonly problems: readonly string[];
}> {
  const read = await Promise.all(files.map(readOne));
  return {
    documents: read.filter((result) => typeof result !== 'string'),
    problems: read.filter((result) => typeof result === 'string'),
  };
}

async function readOne(file: File): Promise<DraftDocument | string> {
  const mediaType = mediaTypeOf(file.name);
  if (!mediaType) return `${file.name} is not taken: only text, Markdown and HTML files are.`;
  const text = await file.text();
  if (text.includes('\u0000') || text.includes('\ufffd'))
    return `${file.name} is not taken: it is not UTF-8 text.`;
  if (text.trim() === '') return `${file.name} is not taken: it is empty.`;
  return { name: file.name, mediaType, text, bytes: file.size };
}

/** The documents that keep to the limits, added to those there are; and in words what was left out. */
export function added(
  present: readonly DraftDocument[],
  more: readonly DraftDocument[],
  limits: Limits | null,
): { readonly documents: readonly DraftDocument[]; readonly problems: readonly string[] } {
  if (!limits) return { documents: [...present, ...more], problems: [] };
  const { documentsMax, documentBytesMax } = limits;
  const fits = more.filter(({ bytes }) => bytes <= documentBytesMax);
  const problems = more
    .filter(({ bytes }) => bytes > documentBytesMax)
    .map(({ name, bytes }) => `${name} has ${size(bytes)}: at most ${size(documentBytesMax)} a document.`);
  const all = [...present, ...fits];
  const left = all.length - documentsMax;
  return {
    documents: all.slice(0, documentsMax),
    problems:
      left > 0 ? [...problems, `At most ${plural(documentsMax, 'document')}: ${left} left out.`] : problems,
  };
}
