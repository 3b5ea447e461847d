import { fileTooLarge } from './unreadable-file.ts';

/** A text that is built from pieces within a limit. */
export interface BoundedText {
  /** Throws UnreadableFile once the text is too long. */
  add(piece: string): void;
  toString(): string;
}

export function createBoundedText(bytesMax: number): BoundedText {
  const pieces: string[] = [];
  let bytes = 0;
  return {
    add(piece) {
      bytes += Buffer.byteLength(piece);
      if (bytes > bytesMax)
        throw fileTooLarge(
          `has more than ${bytesMax} bytes of text, which is what a document can have. ` +
            'Send the part that the question needs.',
        );
      pieces.push(piece);
    },
    toString: () => pieces.join(''),
  };
}
