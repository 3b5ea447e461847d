import type { Contract } from '../../contract/types/contract.ts';
import type { AppContext } from '../deps.ts';
import { ProblemError, throwProblem } from '../errors/problem-types.ts';
import { parseBoundedJson } from './json.ts';

/** The media type of the body in lower case, without its parameters; '' when none is given. */
export const mediaTypeOf = (c: AppContext): string => bareMediaType(c.req.header('content-type') ?? '');

/** `text/html; charset=utf-8` → `text/html`. */
export const bareMediaType = (mediaType: string): string =>
  (mediaType.split(';')[0] ?? '').trim().toLowerCase();

/** The whole body. Refused as soon as more has come than the route's class allows; a slow one ends at the deadline. */
export async function readBody(c: AppContext): Promise<Buffer<ArrayBuffer>> {
  const { bodyBytesMax, signal } = c.var;
  signal.throwIfAborted();
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
      chunks.push(read.value);
    }
    signal.throwIfAborted();
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    signal.throwIfAborted();
    return throwProblem('malformed-body', 'The body ended before all of it had come.');
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}

export function throwPayloadTooLarge(bodyBytesMax: number): never {
  throwProblem(
    'payload-too-large',
    `The body is larger than the ${bodyBytesMax} bytes that this address takes.`,
  );
}

/** A body of JSON. */
export async function readJsonBody(c: AppContext, { limits }: Contract): Promise<unknown> {
  const mediaType = mediaTypeOf(c);
  if (mediaType !== 'application/json')
    throwProblem(
      'unsupported-media-type',
      `Send application/json, not ${mediaType || 'a body without a Content-Type'}.`,
    );
  return parseBoundedJson(await readBody(c), limits);
}

/** For commands that say all by their address: refuses a body that says anything. */
export async function requireEmptyBody(c: AppContext, { limits }: Contract): Promise<void> {
  const bytes = await readBody(c);
  if (bytes.length === 0) return;
  const body = mediaTypeOf(c) === 'application/json' ? parseBoundedJson(bytes, limits) : null;
  const isEmpty = typeof body === 'object' && body !== null && Object.keys(body).length === 0;
  if (!isEmpty)
    throwProblem('validation-failed', 'This command takes no body. Send none, or an empty JSON object.');
}
