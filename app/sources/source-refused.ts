export type SourceRefusal =
  | 'validation-failed'
  | 'host-not-allowed'
  | 'source-unavailable'
  | 'evidence-too-large'
  | 'search-not-configured'
  | 'search-unavailable';

/** A document that cannot be read from its address, or found. The message follows the address, and names the fix. */
export class SourceRefused extends Error {
  override readonly name = 'SourceRefused';
  readonly code: SourceRefusal;

  constructor(code: SourceRefusal, message: string) {
    super(message);
    this.code = code;
  }
}

export const sourceUnavailable = (message: string): SourceRefused =>
  new SourceRefused('source-unavailable', message);

export const searchUnavailable = (message: string): SourceRefused =>
  new SourceRefused('search-unavailable', message);
