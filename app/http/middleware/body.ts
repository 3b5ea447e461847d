import type { AppContext } from '../context.ts';
import { ProblemError, throwProblem } from '../errors/problem-types.ts';

/** The media type of the body in lower case, without its parameters; '' when none is given. */
export const mediaTypeOf = (c: AppContext): string => bareMediaType(c.req.header('content-type') ?? '');

/** `text/html; charset=utf-8` → `text/html`. */
export const bareMediaType = (mediaType: string): string =>
  (mediaType.split(';')[0] ?? '').trim().toLowerCase();

/** Reads the whole body. Refuses it once it exceeds the limit of the route's class; a slow one ends at the deadline. */
export async function readBody(c: AppContext): Promise<Buffer<ArrayBuffer>> {
  const { bodyBytesMax, bodyAccount, signal } = c.var;
  signal.throwIfAborted();
  // Before a byte is read, so that of many uploads at once some are complete and the others do not begin.
  bodyAccount.reserve(Number(c.req.header('content-length') ?? 0));
  const reader = c.req.raw.body?.getReader();
  if (!reader) return Buffer.alloc(0);
  const cancel = () => void reader.cancel().catch(() => {});
  signal.addEventListener('abort', cancel);
  try {
    const chunks: Uint8Array[] = [];
    let sizeBytes = 0;
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      sizeBytes += read.value.byteLength;
      if (sizeBytes > bodyBytesMax) throwPayloadTooLarge(bodyBytesMax);
      bodyAccount.reserve(sizeBytes);
      chunks.push(read.value);
    }
    signal.throwIfAborted();
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    signal.throwIfAborted();
    return throwProblem('malformed-body', 'The body ended before it was complete.');
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}

/** Accounts for documents that a request reads in addition to its body, as if they were part of it. */
export function reserveDocuments(c: AppContext, bytes: number): void {
  const { bodyBytesMax, bodyAccount } = c.var;
  const totalBytes = bodyAccount.bytes() + bytes;
  if (totalBytes > bodyBytesMax) throwPayloadTooLarge(bodyBytesMax);
  bodyAccount.reserve(totalBytes);
}

export function throwPayloadTooLarge(bodyBytesMax: number): never {
  throwProblem(
    'payload-too-large',
    `The body is larger than ${bodyBytesMax} bytes, the limit of this route.`,
  );
}
