import type { AgentsResponse } from '../../debate/views/agents-response.ts';
import { pluralize } from '../../debate/views/labels.ts';
import type { EvidenceBody, SourceBody } from '../../debate/views/request-bodies.ts';
import { decodeUnlabelled, guessNotice } from '../../shared/decode-unlabelled.ts';
import type { Formats } from '../../shared/formats.ts';
import { formatBytes } from './format.ts';

/** With its size, if the server does not read it itself. */
export type DraftDocument =
  | (EvidenceBody & { readonly mediaType: string; readonly bytes: number })
  | (SourceBody & { readonly name: string; readonly bytes: 0 });

type Limits = Pick<AgentsResponse['limits'], 'documentsMax' | 'documentBytesMax' | 'fileBytesMax'>;

const mediaTypes: Readonly<Record<string, string>> = {
  md: 'text/markdown',
  markdown: 'text/markdown',
  html: 'text/html',
  htm: 'text/html',
  txt: 'text/plain',
  text: 'text/plain',
};

/** Files that the server converts to text. */
const fileTypes: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

/** The `accept` attribute of the file picker. */
export const acceptedFiles = Object.keys({ ...mediaTypes, ...fileTypes })
  .map((extension) => `.${extension}`)
  .join(',');

export const fromPastedText = (name: string, text: string): DraftDocument => ({
  name,
  mediaType: mediaTypeOf(name) ?? 'text/plain',
  text,
  bytes: new TextEncoder().encode(text).length,
});

/** Its name is what the address says until the server has read it. */
export const fromAddress = (url: string): DraftDocument => ({ url, name: url, bytes: 0 });

const extensionOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1).toLowerCase();

const mediaTypeOf = (name: string): string | undefined => mediaTypes[extensionOf(name)];

export const evidenceKinds = 'text, Markdown, HTML, PDF, CSV and docx';

/** Reads files as documents. A rejected file, or one that was read by a guess, adds a problem. */
export async function readFiles(
  files: readonly File[],
  limits: Limits | null,
  formats: Formats,
): Promise<{
  readonly documents: readonly DraftDocument[];
  readonly problems: readonly string[];
}> {
  const results = await Promise.all(files.map((file) => readFile(file, limits, formats)));
  return {
    documents: results.flatMap(({ document }) => document ?? []),
    problems: results.flatMap(({ problem }) => problem ?? []),
  };
}

interface ReadFile {
  readonly document?: DraftDocument;
  readonly problem?: string;
}

async function readFile(file: File, limits: Limits | null, formats: Formats): Promise<ReadFile> {
  const { name, size } = file;
  const fileType = fileTypes[extensionOf(name)];
  const bytesMax = limits?.[fileType ? 'fileBytesMax' : 'documentBytesMax'];
  // Before it is read: a text in a browser has a limit of its own, above which reading fails.
  if (bytesMax !== undefined && size > bytesMax)
    return { problem: describeExcess(name, size, bytesMax, formats) };
  if (fileType)
    return { document: { name, mediaType: fileType, base64: await readBase64(file), bytes: size } };
  const mediaType = mediaTypeOf(name);
  if (!mediaType) return { problem: `${name} was not added. Supported are ${evidenceKinds}.` };
  const decoded = decodeUnlabelled(new Uint8Array(await file.arrayBuffer()));
  if (decoded === null) return { problem: `${name} was not added: it is not text.` };
  const { text, isGuess } = decoded;
  if (text.trim() === '') return { problem: `${name} was not added: it is empty.` };
  const document = { name, mediaType, text, bytes: size };
  return isGuess ? { document, problem: guessNotice(name) } : { document };
}

const describeExcess = (name: string, bytes: number, bytesMax: number, formats: Formats): string =>
  `${name} was not added: it has ${formatBytes(bytes, formats)}, ` +
  `at most ${formatBytes(bytesMax, formats)} are allowed.`;

/** In slices, because a call takes a limited number of arguments. */
async function readBase64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192)
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}

/** Appends the documents within the limits. Each document over a limit adds to the problems. */
export function appendDocuments(
  current: readonly DraftDocument[],
  additions: readonly DraftDocument[],
  limits: Limits | null,
  formats: Formats,
): { readonly documents: readonly DraftDocument[]; readonly problems: readonly string[] } {
  const { distinct, duplicates } = splitDuplicates(current, additions);
  if (!limits) return { documents: [...current, ...distinct], problems: duplicates };
  const { documentsMax, documentBytesMax, fileBytesMax } = limits;
  const bytesMax = (document: DraftDocument) => ('base64' in document ? fileBytesMax : documentBytesMax);
  const accepted = distinct.filter((document) => document.bytes <= bytesMax(document));
  const oversized = distinct
    .filter((document) => !accepted.includes(document))
    .map((document) => describeExcess(document.name, document.bytes, bytesMax(document), formats));
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
    const index = [...current, ...distinct].findIndex((other) => contentOf(other) === contentOf(document));
    if (index === -1) distinct.push(document);
    else duplicates.push(`${document.name} was not added: it is the same as E${index + 1}.`);
  }
  return { distinct, duplicates };
}

function contentOf(document: DraftDocument): string {
  if ('url' in document) return document.url;
  return 'text' in document ? document.text : document.base64;
}
