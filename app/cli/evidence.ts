import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { AgentsResource, NewDebateBody } from '../debate/resources.ts';
import { plural } from '../debate/words.ts';
import { WrongUsage } from './exit.ts';
import { reason, textIn } from './files.ts';

export type Document = NonNullable<NewDebateBody['evidence']>[number];
type Limits = Pick<AgentsResource['limits'], 'documentsMax' | 'documentBytesMax'>;

const mediaTypes: Readonly<Record<string, string>> = {
  '.md': 'text/markdown',
  '.markdown': 'text/markdown',
  '.html': 'text/html',
  '.htm': 'text/html',
};

/**
 * The documents at these paths (`-`: standard input), checked before anything is sent: a document that is missing, too
 * large, empty or not text is refused by name.
 */
export async function readEvidence(
  paths: readonly string[],
  limits: Limits,
  stdin: AsyncIterable<Uint8Array>,
): Promise<readonly Document[]> {
  if (paths.length > limits.documentsMax)
    throw new WrongUsage(
      `a debate takes at most ${plural(limits.documentsMax, 'document')}, not ${paths.length}`,
    );
  const documents: Document[] = [];
  for (const path of paths) {
    const [name, bytes] =
      path === '-' ? ['stdin', await buffer(stdin)] : [basename(path), await bytesOf(path, limits)];
    const says = path === '-' ? 'standard input' : path;
    checkSize(says, bytes.length, limits);
    const mediaType = mediaTypes[extname(name).toLowerCase()] ?? 'text/plain';
    documents.push({ name, mediaType, text: textOf(says, bytes) });
  }
  return documents;
}

async function bytesOf(path: string, limits: Limits): Promise<Buffer> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new WrongUsage(`cannot read ${path}: it is a folder`);
    checkSize(path, found.size, limits);
    return await readFile(path);
  } catch (error) {
    if (error instanceof WrongUsage) throw error;
    throw new WrongUsage(`cannot read ${path}: ${reason(error)}`);
  }
}

function checkSize(path: string, bytes: number, { documentBytesMax }: Limits): void {
  if (bytes <= documentBytesMax) return;
  throw new WrongUsage(`${path} has ${bytes} bytes; a document may have at most ${documentBytesMax}`);
}

function textOf(path: string, bytes: Uint8Array): string {
  const text = textIn(bytes);
  if (text === null) throw new WrongUsage(`${path} is not text in UTF-8; evidence is text, Markdown or HTML`);
  if (text.trim() === '') throw new WrongUsage(`${path} is empty`);
  return text;
}
