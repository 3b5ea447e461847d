import { singleFlight } from '../shared/single-flight.ts';
import { pageBuildOptions, renderPageFiles } from './bundle.ts';
import { createPageAsset, indexPath, type PageAsset, type PageAssetMap } from './files.ts';

/**
 * Builds the page from source on every request for `index.html`, in less than 100 ms. In the bundle,
 * app/build/bundle.ts replaces this module with one that contains the built files.
 */
export function openPageSource(): (path: string) => Promise<PageAssetMap> {
  // Files of earlier builds stay, because a page loaded before still requests them.
  const files = new Map<string, PageAsset>();

  async function buildFiles(): Promise<void> {
    // Loaded on the first request, because a server without visitors does not need it.
    const esbuild = await import('esbuild');
    const { outputFiles } = await esbuild.build({ ...pageBuildOptions, sourcemap: true });
    for (const [path, text] of await renderPageFiles(outputFiles))
      files.set(path, createPageAsset(path, text));
  }

  const build = singleFlight(buildFiles, { whileRunning: 'join' });

  return async (path) => {
    if (path === indexPath || !files.has(path)) await build();
    return files;
  };
}
