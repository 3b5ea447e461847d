import type { PageFile } from './files.ts';
import { pageSource } from './source.ts';

/** `index.html`, or `assets/` and a hashed name; null when there is no such file. */
type FileOf = (path: string) => Promise<PageFile | null>;

/** The files of the page: built from its sources in development, from memory in the bundle. */
export function pageAssets(): { readonly file: FileOf } {
  const files = pageSource();
  return { file: async (path) => (await files(path)).get(path) ?? null };
}
