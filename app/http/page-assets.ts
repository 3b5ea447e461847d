/** The built files of the web page. */
export interface PageAssets {
  /** Takes `index.html` or `assets/` and a hashed name. null: no such file. */
  read(path: string): Promise<PageFile | null>;
}

export interface PageFile {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly mediaType: string;
  /** The name contains a hash of the content, so clients may cache it indefinitely. */
  readonly immutable: boolean;
}
