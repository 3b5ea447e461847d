import { pluralize } from '../../debate/views/labels.ts';
import type { AgentsResponse } from '../../debate/views/responses.ts';
import { formatBytes } from './format.ts';

/** A document that is to be given as evidence. */
export interface DraftDocument {
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
  readonly bytes: number;
}

type Limits = Pick<AgentsResponse['limits'], 'documentsMax' | 'documentBytesMax'>;

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
export const fromPastedText = (name: string, text: string): DraftDocument => ({
  name,
  mediaType: mediaTypeOf(name) ?? 'text/plain',
  text,
  bytes: new TextEncoder().encode(text).length,
});

const mediaTypeOf = (name: string): string | undefined =>
  mediaTypes[name.slice(name.lastIndexOf('.') + 1).toLowerCase()];

/** Files as documents; what cannot be taken is said in words, a line each, and the rest is taken all the same. */
export async function readFiles(files: readonly File[]): Promise<{
  readonly documents: readonly DraftDocument[];
  readonly problems: readonly string[];
}> {
  const results = await Promise.all(files.map(readFile));
  return {
    documents: results.filter((result) => typeof result !== 'string'),
    problems: results.filter((result) => typeof result === 'string'),
  };
}

async function readFile(file: File): Promise<DraftDocument | string> {
  const mediaType = mediaTypeOf(file.name);
  if (!mediaType) return `${file.name} is not taken: only text, Markdown and HTML files are.`;
  const text = await file.text();
  if (text.includes('\u0000') || text.includes('\ufffd'))
    return `${file.name} is not taken: it is not UTF-8 text.`;
  if (text.trim() === '') return `${file.name} is not taken: it is empty.`;
  return { name: file.name, mediaType, text, bytes: file.size };
}

/** The documents that keep to the limits, added to those there are; and in words what was left out. */
export function appendDocuments(
  current: readonly DraftDocument[],
  additions: readonly DraftDocument[],
  limits: Limits | null,
): { readonly documents: readonly DraftDocument[]; readonly problems: readonly string[] } {
  if (!limits) return { documents: [...current, ...additions], problems: [] };
  const { documentsMax, documentBytesMax } = limits;
  const accepted = additions.filter(({ bytes }) => bytes <= documentBytesMax);
  const problems = additions
    .filter(({ bytes }) => bytes > documentBytesMax)
    .map(
      ({ name, bytes }) =>
        `${name} has ${formatBytes(bytes)}: at most ${formatBytes(documentBytesMax)} a document.`,
    );
  const all = [...current, ...accepted];
  const excess = all.length - documentsMax;
  return {
    documents: all.slice(0, documentsMax),
    problems:
      excess > 0
        ? [...problems, `At most ${pluralize(documentsMax, 'document')}: ${excess} left out.`]
        : problems,
  };
}
