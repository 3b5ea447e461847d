import type { IncomingMessage } from 'node:http';
import { describeRequestError } from '../shared/outbound/checked-request.ts';
import { SourceRefused, sourceUnavailable } from './source-refused.ts';

export interface ByteLimits {
  readonly bytesMax: number;
  /** Accounts for this many more bytes; may refuse them. */
  readonly reserve: (bytes: number) => void;
}

/** The body of an answer. Throws SourceRefused when it is larger, compressed or cut off. */
export async function readBytes(
  response: IncomingMessage,
  { bytesMax, reserve }: ByteLimits,
): Promise<Uint8Array> {
  try {
    const encoding = response.headers['content-encoding'] ?? 'identity';
    // A few compressed bytes can become any number of bytes.
    if (encoding !== 'identity')
      throw sourceUnavailable(
        `cannot be read: its server compresses it (${encoding}) without being asked to.`,
      );
    checkSize(Number(response.headers['content-length'] ?? 0), bytesMax);
    const chunks: Buffer[] = [];
    const body: AsyncIterator<Buffer> = response[Symbol.asyncIterator]();
    let sizeBytes = 0;
    const next = () => body.next().catch((error: unknown) => Promise.reject(unreadable(error)));
    for (let read = await next(); !read.done; read = await next()) {
      sizeBytes += read.value.byteLength;
      checkSize(sizeBytes, bytesMax);
      reserve(read.value.byteLength);
      chunks.push(read.value);
    }
    return Buffer.concat(chunks);
  } finally {
    response.destroy();
  }
}

function checkSize(bytes: number, bytesMax: number): void {
  if (bytes > bytesMax)
    throw new SourceRefused(
      'evidence-too-large',
      `has more than ${bytesMax} bytes, the limit of a document.`,
    );
}

export const unreadable = (error: unknown): SourceRefused =>
  sourceUnavailable(`cannot be read: ${describeRequestError(error)}.`);
