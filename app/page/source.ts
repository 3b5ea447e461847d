import { singleFlight } from '../shared/single-flight.ts';
import { pageBuildOptions, renderPageFiles } from './bundle.ts';
import { createPageAsset, indexPath, type PageAsset, type PageAssetMap } from './files.ts';

/**
 * Where the files of the page come from. Here: built from their sources whenever the page itself is asked for, in
 * less than a tenth of a second. In the bundle app/build/bundle.ts puts a module of the same shape in this one's
 * place, with the files in it.
 */
export function openPageSource(): (path: string) => Promise<PageAssetMap> {
  // Files of earlier builds stay: a page that was loaded before still asks for them by their names.
  const files = new Map<string, PageAsset>();

  async function buildFiles(): Promise<void> {
    // Loaded on the first request: a server that nobody looks at does not need it.
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
