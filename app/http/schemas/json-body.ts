import type { z } from '@hono/zod-openapi';
import type { Contract } from '../../contract/types/contract.ts';
import type { DebateLimits } from '../../contract/types/limits.ts';
import type { AppContext } from '../context.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { mediaTypeOf, readBody } from '../middleware/body.ts';
import { parseValue } from './parse.ts';

/** Reads and parses the body; refuses any media type but application/json. */
export async function readJsonBody(c: AppContext, { limits }: Contract): Promise<unknown> {
  const mediaType = mediaTypeOf(c);
  if (mediaType !== 'application/json')
    throwProblem(
      'unsupported-media-type',
      `Send application/json, not ${mediaType || 'a body without a Content-Type'}.`,
    );
  return parseBoundedJson(await readBody(c), limits);
}

/** For commands without parameters: refuses any body but an empty one or an empty JSON object. */
export async function requireEmptyBody(c: AppContext, { limits }: Contract): Promise<void> {
  const bytes = await readBody(c);
  if (bytes.length === 0) return;
  const body = mediaTypeOf(c) === 'application/json' ? parseBoundedJson(bytes, limits) : null;
  const isEmpty = typeof body === 'object' && body !== null && Object.keys(body).length === 0;
  if (!isEmpty)
    throwProblem('validation-failed', 'This command takes no body. Send none, or an empty JSON object.');
}

/**
 * Parses a JSON body. Refuses deep nesting and too many values before parsing, because a body within its byte limit
 * (`[[[[…` or `{},{},{},…`) can take a hundred times its size in memory.
 */
export function parseBoundedJson(bytes: Buffer, limits: DebateLimits): unknown {
  checkSize(bytes, limits);
  try {
    return JSON.parse(decodeUtf8(bytes));
  } catch (error) {
    if (error instanceof SyntaxError)
      throwProblem('malformed-body', `The body is not valid JSON: ${error.message}.`);
    throw error;
  }
}

/** Validates a body; the problem names every invalid member. */
export const parseBody = <T extends z.ZodType>(schema: T, body: unknown): z.infer<T> =>
  parseValue(schema, body, 'validation-failed');

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

function checkSize(bytes: Buffer, { bodyValuesMax, bodyDepthMax }: DebateLimits): void {
  let depth = 0;
  let values = 1;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === quote) {
      index = endOfString(bytes, index);
    } else if (byte === comma) {
      values += 1;
    } else if (byte === openBrace || byte === openBracket) {
      values += 1;
      depth += 1;
    } else if (byte === closeBrace || byte === closeBracket) {
      depth -= 1;
    }
    if (depth > bodyDepthMax)
      throwProblem('validation-failed', `The JSON nests deeper than ${bodyDepthMax} levels.`);
    if (values > bodyValuesMax)
      throwProblem('validation-failed', `The JSON has more than ${bodyValuesMax} values.`);
  }
}

/** Index of the quote that closes the string opened at `start`; the length of `bytes` if there is none. */
function endOfString(bytes: Buffer, start: number): number {
  for (let end = bytes.indexOf(quote, start + 1); end !== -1; end = bytes.indexOf(quote, end + 1)) {
    let escapeStart = end;
    while (bytes[escapeStart - 1] === backslash) escapeStart -= 1;
    if ((end - escapeStart) % 2 === 0) return end;
  }
  return bytes.length;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decodeUtf8(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return throwProblem('malformed-body', 'The body is not UTF-8 text.');
  }
}
