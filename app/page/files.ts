/** A file of the page, as it is sent. */
export interface PageAsset {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly mediaType: string;
  /** Its name carries a hash of its content: it may be kept for ever. */
  readonly immutable: boolean;
}

/** By path: `index.html`, and `assets/` with a hashed name. */
export type PageAssetMap = ReadonlyMap<string, PageAsset>;

export const indexPath = 'index.html';

const mediaTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  map: 'application/json; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
};

/** All files of the page are text. */
export function createPageAsset(path: string, text: string): PageAsset {
  const mediaType = mediaTypes[path.slice(path.lastIndexOf('.') + 1)];
  if (!mediaType) throw new Error(`${path}: no media type is known for this file of the page`);
  return { body: new TextEncoder().encode(text), mediaType, immutable: path !== indexPath };
}
