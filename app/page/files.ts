/** A file of the page as the server sends it. */
export interface PageAsset {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly mediaType: string;
  /** The name contains a hash of the content, so caches may keep the file forever. */
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
  if (!mediaType) throw new Error(`${path}: unknown media type`);
  return { body: new TextEncoder().encode(text), mediaType, immutable: path !== indexPath };
}
