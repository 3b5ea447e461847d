import type { PageAsset } from './files.ts';
import { openPageSource } from './source.ts';

/** `index.html`, or `assets/` and a hashed name; null when there is no such file. */
type FindFile = (path: string) => Promise<PageAsset | null>;

/** The files of the page: built from its sources in development, from memory in the bundle. */
export function openPageAssets(): { readonly read: FindFile } {
  const files = openPageSource();
  return { read: async (path) => (await files(path)).get(path) ?? null };
}
