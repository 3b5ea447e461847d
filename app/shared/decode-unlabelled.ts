/**
 * Decodes the text of a file that does not name its character set: UTF-16 by its byte order mark, else UTF-8, else
 * Windows-1252 as a guess, which contains Latin-1. Null when it is no text.
 */
export function decodeUnlabelled(
  bytes: Uint8Array,
): { readonly text: string; readonly isGuess: boolean } | null {
  const [first = 0, second = 0] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isUtf16) return { text: decode(bytes, first === 0xff ? 'utf-16le' : 'utf-16be') ?? '', isGuess: false };
  if (bytes.some(isBinary)) return null;
  const text = decode(bytes, 'utf-8');
  return { text: text ?? decode(bytes, 'windows-1252') ?? '', isGuess: text === null };
}

/** Control characters, but for white space and escape sequences. */
const isBinary = (byte: number): boolean => byte < 9 || (byte > 13 && byte < 27);

function decode(bytes: Uint8Array, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: charset === 'utf-8' }).decode(bytes);
  } catch {
    return null;
  }
}

/** Said of a text that was decoded by a guess. */
export const guessNotice = (name: string): string =>
  `${name} is not UTF-8 and was read as Windows-1252. If letters look wrong, save it as UTF-8.`;
