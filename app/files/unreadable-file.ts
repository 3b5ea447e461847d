/** A file that cannot be evidence. The message follows the name of the file, and says what to do about it. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  readonly isTooLarge: boolean;

  constructor(message: string, { isTooLarge = false } = {}) {
    super(message);
    this.isTooLarge = isTooLarge;
  }
}

export const fileTooLarge = (message: string): UnreadableFile =>
  new UnreadableFile(message, { isTooLarge: true });
