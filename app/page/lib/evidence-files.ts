import type { AgentsResponse } from '../../debate/views/agents-response.ts';
import { pluralize } from '../../debate/views/labels.ts';
import { formatBytes } from './format.ts';

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

/** The `accept` attribute of the file picker. */
export const acceptedFiles = Object.keys(mediaTypes)
  .map((extension) => `.${extension}`)
  .join(',');

export const fromPastedText = (name: string, text: string): DraftDocument => ({
  name,
  mediaType: mediaTypeOf(name) ?? 'text/plain',
  text,
  bytes: new TextEncoder().encode(text).length,
});

const mediaTypeOf = (name: string): string | undefined =>
  mediaTypes[name.slice(name.lastIndexOf('.') + 1).toLowerCase()];

/** Reads files as documents. Each rejected file adds one problem; the others are still read. */
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
  if (!mediaType) return `${file.name} was not added: only text, Markdown and HTML files are supported.`;
  const text = await file.text();
  if (text.includes('\u0000') || text.includes('\ufffd'))
    return `${file.name} was not added: it is not UTF-8 text.`;
  if (text.trim() === '') return `${file.name} was not added: it is empty.`;
  return { name: file.name, mediaType, text, bytes: file.size };
}

/** Appends the documents within the limits. Each document over a limit adds to the problems. */
export function appendDocuments(
  current: readonly DraftDocument[],
  additions: readonly DraftDocument[],
  limits: Limits | null,
): { readonly documents: readonly DraftDocument[]; readonly problems: readonly string[] } {
  const { distinct, duplicates } = splitDuplicates(current, additions);
  if (!limits) return { documents: [...current, ...distinct], problems: duplicates };
  const { documentsMax, documentBytesMax } = limits;
  const accepted = distinct.filter(({ bytes }) => bytes <= documentBytesMax);
  const oversized = distinct
    .filter(({ bytes }) => bytes > documentBytesMax)
    .map(
      ({ name, bytes }) =>
        `${name} was not added: it has ${formatBytes(bytes)}, at most ${formatBytes(documentBytesMax)} are allowed.`,
    );
  const problems = [...duplicates, ...oversized];
  const all = [...current, ...accepted];
  const excess = all.length - documentsMax;
  return {
    documents: all.slice(0, documentsMax),
    problems:
      excess > 0
        ? [...problems, `At most ${pluralize(documentsMax, 'document')} are allowed: ${excess} not added.`]
        : problems,
  };
}

/** A second copy of a document would only cost tokens. */
function splitDuplicates(current: readonly DraftDocument[], additions: readonly DraftDocument[]) {
  const distinct: DraftDocument[] = [];
  const duplicates: string[] = [];
  for (const document of additions) {
    const index = [...current, ...distinct].findIndex(({ text }) => text === document.text);
    if (index === -1) distinct.push(document);
    else duplicates.push(`${document.name} was not added: it is the same text as E${index + 1}.`);
  }
  return { distinct, duplicates };
}
