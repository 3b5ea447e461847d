import type { DebateLimits } from '../../contract/types/contract.ts';
import { throwProblem } from '../errors/problem-types.ts';

/**
 * Reads JSON from a body. What nests too deep or has too many values is refused before it is parsed, because a body
 * within its limit of bytes (`[[[[…` or `{},{},{},…`) can take a hundred times its size in memory.
 */
export function parseBoundedJson(bytes: Buffer, limits: DebateLimits): unknown {
  checkSize(bytes, limits);
  try {
    return JSON.parse(decodeUtf8(bytes));
  } catch (error) {
    if (error instanceof SyntaxError)
      throwProblem('malformed-body', `The body is not JSON: ${error.message}.`);
    throw error;
  }
}

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

/** The place of the quote that ends the string which begins at `start`, or the end of the bytes. */
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
