import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Client } from '../client/client.ts';
import type { AgentsResponse } from '../debate/views/agents-response.ts';
import { pluralize } from '../debate/views/labels.ts';
import type { EvidenceBody, SourceBody } from '../debate/views/request-bodies.ts';
import { UsageError } from '../shared/command-line/usage-error.ts';
import { decodeUnlabelled, guessNotice } from '../shared/decode-unlabelled.ts';
import { readFailure } from './file-errors.ts';
import { createOutput, type Terminal } from './output/terminal.ts';

type EvidenceLimits = Pick<AgentsResponse['limits'], 'documentsMax' | 'documentBytesMax' | 'fileBytesMax'>;

const mediaTypes: Readonly<Record<string, string>> = {
  '.md': 'text/markdown',
  '.markdown': 'text/markdown',
  '.html': 'text/html',
  '.htm': 'text/html',
};

/** Files that the server converts to text. */
const fileTypes: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.csv': 'text/csv',
  '.tsv': 'text/tab-separated-values',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

const isUrl = (path: string): boolean => /^https?:\/\//.test(path);

/**
 * Reads documents from these paths (`-`: standard input); the server reads those with an address. Throws UsageError
 * that names the document when it is missing, too large, empty or neither text nor a file that the server converts.
 */
export async function readEvidence(
  paths: readonly string[],
  limits: EvidenceLimits,
  stdin: AsyncIterable<Uint8Array>,
  warn: (notice: string) => void = () => {},
): Promise<readonly (EvidenceBody | SourceBody)[]> {
  if (paths.length > limits.documentsMax)
    throw new UsageError(
      `a debate may have at most ${pluralize(limits.documentsMax, 'document')}, not ${paths.length}`,
    );
  const documents: (EvidenceBody | SourceBody)[] = [];
  for (const path of paths) {
    if (isUrl(path)) {
      documents.push({ url: path });
      continue;
    }
    const [name, bytes] =
      path === '-' ? ['stdin', await buffer(stdin)] : [basename(path), await readBytes(path, limits)];
    const label = path === '-' ? 'standard input' : path;
    checkSize(label, bytes.length, limits);
    documents.push(toUpload(label, name, bytes, warn));
  }
  return documents;
}

function toUpload(label: string, name: string, bytes: Buffer, warn: (notice: string) => void): EvidenceBody {
  const extension = extname(name).toLowerCase();
  const mediaType = fileTypes[extension] ?? mediaTypes[extension] ?? 'text/plain';
  if (extension in fileTypes || hasUtf16Mark(bytes))
    return { name, mediaType, base64: bytes.toString('base64') };
  return { name, mediaType, text: decodeText(label, bytes, warn) };
}

const hasUtf16Mark = ([first, second]: Buffer): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

/** Reads documents within the limits of a server. */
export async function loadEvidence(
  paths: readonly string[],
  client: Pick<Client, 'agents'>,
  terminal: Terminal,
): Promise<readonly (EvidenceBody | SourceBody)[]> {
  if (paths.length === 0) return [];
  const { limits } = await client.agents({ signal: terminal.interrupted });
  const { writeLines } = createOutput(terminal, 'stderr', true);
  return readEvidence(paths, limits, terminal.stdin, (notice) => writeLines([notice]));
}

async function readBytes(path: string, limits: EvidenceLimits): Promise<Buffer> {
  try {
    const info = await stat(path);
    if (info.isDirectory()) throw new UsageError(`cannot read ${path}: is a folder`);
    checkSize(path, info.size, limits);
    return await readFile(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot read ${path}: ${readFailure(error)}`);
  }
}

function checkSize(path: string, bytes: number, { documentBytesMax, fileBytesMax }: EvidenceLimits): void {
  const isFile = extname(path).toLowerCase() in fileTypes;
  const bytesMax = isFile ? fileBytesMax : documentBytesMax;
  if (bytes <= bytesMax) return;
  const kind = isFile ? 'such a file' : 'a document';
  throw new UsageError(`${path} has ${bytes} bytes; ${kind} may have at most ${bytesMax}`);
}

function decodeText(path: string, bytes: Uint8Array, warn: (notice: string) => void): string {
  const decoded = decodeUnlabelled(bytes);
  if (decoded === null)
    throw new UsageError(`${path} is not text; evidence is text, Markdown, HTML, PDF, CSV or docx`);
  if (decoded.text.trim() === '') throw new UsageError(`${path} is empty`);
  if (decoded.isGuess) warn(guessNotice(path));
  return decoded.text;
}
