import type { PageAsset } from './files.ts';
import { openPageSource } from './source.ts';

/** Takes `index.html` or a path below `assets/`; resolves with null for an unknown file. */
type FindFile = (path: string) => Promise<PageAsset | null>;

/** The files of the page: built from source in development, held in memory in the bundle. */
export function openPageAssets(): { readonly read: FindFile } {
  const files = openPageSource();
  return { read: async (path) => (await files(path)).get(path) ?? null };
}
