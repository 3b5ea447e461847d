import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Client } from '../client/client.ts';
import type { AgentsResponse } from '../debate/views/agents-response.ts';
import { pluralize } from '../debate/views/labels.ts';
import type { NewDebateBody } from '../debate/views/responses.ts';
import { UsageError } from '../shared/command-line/usage-error.ts';
import { decodeUtf8, readFailure } from './file-errors.ts';
import type { Terminal } from './output/terminal.ts';

export type EvidenceUpload = NonNullable<NewDebateBody['evidence']>[number];
type EvidenceLimits = Pick<AgentsResponse['limits'], 'documentsMax' | 'documentBytesMax'>;

const mediaTypes: Readonly<Record<string, string>> = {
  '.md': 'text/markdown',
  '.markdown': 'text/markdown',
  '.html': 'text/html',
  '.htm': 'text/html',
};

/**
 * Reads documents from these paths (`-`: standard input). Throws UsageError that names the document when it is missing,
 * too large, empty or not text.
 */
export async function readEvidence(
  paths: readonly string[],
  limits: EvidenceLimits,
  stdin: AsyncIterable<Uint8Array>,
): Promise<readonly EvidenceUpload[]> {
  if (paths.length > limits.documentsMax)
    throw new UsageError(
      `a debate may have at most ${pluralize(limits.documentsMax, 'document')}, not ${paths.length}`,
    );
  const documents: EvidenceUpload[] = [];
  for (const path of paths) {
    const [name, bytes] =
      path === '-' ? ['stdin', await buffer(stdin)] : [basename(path), await readBytes(path, limits)];
    const label = path === '-' ? 'standard input' : path;
    checkSize(label, bytes.length, limits);
    const mediaType = mediaTypes[extname(name).toLowerCase()] ?? 'text/plain';
    documents.push({ name, mediaType, text: decodeText(label, bytes) });
  }
  return documents;
}

/** Reads documents within the limits of a server. */
export async function loadEvidence(
  paths: readonly string[],
  client: Pick<Client, 'agents'>,
  { stdin, interrupted }: Terminal,
): Promise<readonly EvidenceUpload[]> {
  if (paths.length === 0) return [];
  const { limits } = await client.agents({ signal: interrupted });
  return readEvidence(paths, limits, stdin);
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

function checkSize(path: string, bytes: number, { documentBytesMax }: EvidenceLimits): void {
  if (bytes <= documentBytesMax) return;
  throw new UsageError(`${path} has ${bytes} bytes; a document may have at most ${documentBytesMax}`);
}

function decodeText(path: string, bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text === null) throw new UsageError(`${path} is not text in UTF-8; evidence is text, Markdown or HTML`);
  if (text.trim() === '') throw new UsageError(`${path} is empty`);
  return text;
}
