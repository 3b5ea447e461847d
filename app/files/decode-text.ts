import { UnreadableFile } from './unreadable-file.ts';

const sliceBytes = 64 * 1024;

const byteOrderMarks: readonly (readonly [string, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** The text of a file in slices. Its byte order mark decides on the character set, else `charset`, else UTF-8. */
export function* decodeSlices(bytes: Uint8Array, charset: string | null): Generator<string> {
  const [marked] =
    byteOrderMarks.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte)) ?? [];
  const decoder = openDecoder(marked ?? charset ?? 'utf-8');
  const decode = (slice: Uint8Array, stream: boolean): string => {
    try {
      return decoder.decode(slice, { stream });
    } catch {
      throw new UnreadableFile(
        `is not text in ${decoder.encoding.toUpperCase()}. Save it as UTF-8, or send its character set with its ` +
          'media type, such as `text/plain; charset=windows-1252`.',
      );
    }
  };
  for (let at = 0; at < bytes.length; at += sliceBytes)
    yield decode(bytes.subarray(at, at + sliceBytes), true);
  yield decode(new Uint8Array(), false);
}

export const decodeText = (bytes: Uint8Array, charset: string | null): string =>
  [...decodeSlices(bytes, charset)].join('');

function openDecoder(label: string): TextDecoder {
  try {
    return new TextDecoder(label, { fatal: true });
  } catch {
    throw new UnreadableFile(
      `is sent with the character set ${JSON.stringify(label.slice(0, 40))}, which is not known. Save it as UTF-8.`,
    );
  }
}
