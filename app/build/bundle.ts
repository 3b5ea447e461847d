import { existsSync } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin, transform } from 'esbuild';
import { readGuideText } from '../http/docs/guide-texts.ts';
import { guides } from '../http/docs/guides.ts';
import { pageBuildOptions, renderPageFiles } from '../page/bundle.ts';

/** `node app/build/bundle.ts` builds dist/rostrum.mjs; with `--if-missing` only if it does not exist. */

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The embedded database, and optional accelerators of pg and ws: loaded only when they are used. */
const external = ['pg-native', 'bufferutil', 'utf-8-validate', '@electric-sql/pglite', 'esbuild'];

/** CommonJS packages in the bundle still call `require`. */
const requireForPackages =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/** Bundles the whole program, in every role and with the page, into one file; `plugins` replace modules. */
export async function makeBundle(outfile: string, plugins: readonly Plugin[] = []): Promise<void> {
  const page = await renderPageFiles((await build(pageBuildOptions)).outputFiles);
  const guard = await transform(await readFile(here('check-node.mjs')), { minify: true, format: 'iife' });
  await build({
    entryPoints: [here('../main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    banner: { js: guard.code.trim() + requireForPackages },
    external,
    plugins: [withPage(page), withGuides(), withFileThread(await buildFileThread()), ...plugins],
    minifySyntax: true,
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
  });
  await escapeNonAscii(outfile);
}

/**
 * Node keeps a source with any other character in two bytes each: 5.5 MB more in every process. esbuild leaves those in
 * regular expressions.
 */
async function escapeNonAscii(file: string): Promise<void> {
  const source = await readFile(file, 'utf8');
  const toEscape = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  await writeFile(file, source.replace(/[\x80-\uffff]/g, toEscape));
}

/** Bundles a standalone program, such as an AWS function, into one file. */
export async function makeFile(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    banner: { js: requireForPackages },
    logLevel: 'warning',
  });
}

/** Replaces app/page/source.ts, which builds the page on request, by a module that holds the built page. */
function withPage(texts: ReadonlyMap<string, string>): Plugin {
  const contents = `
    import { createPageAsset } from './files.ts';
    const texts = ${JSON.stringify([...texts])};
    const files = new Map(texts.map(([path, text]) => [path, createPageAsset(path, text)]));
    export const openPageSource = () => async () => files;
  `;
  return {
    name: 'page',
    setup({ onLoad }) {
      const filter = /[\\/]app[\\/]page[\\/]source\.ts$/;
      onLoad({ filter }, () => ({ contents, loader: 'js', resolveDir: here('../page') }));
    },
  };
}

/** Replaces app/http/docs/guide-texts.ts, which reads the guides from the repository, by a module that holds them. */
function withGuides(): Plugin {
  return {
    name: 'guides',
    setup({ onLoad }) {
      const filter = /[\\/]app[\\/]http[\\/]docs[\\/]guide-texts\.ts$/;
      onLoad({ filter }, () => {
        const texts = Object.values(guides).map(({ path }) => [path, readGuideText(path)]);
        return {
          contents: `const texts = new Map(${JSON.stringify(texts)});
          export const readGuideText = (path) => texts.get(path);`,
          loader: 'js',
        };
      });
    },
  };
}

/** The program of the thread that reads files, with the parsers. */
async function buildFileThread(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [here('../files/thread-main.ts')],
    write: false,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    // Draws pages, which is not needed for their text.
    external: ['@napi-rs/canvas'],
    // Without minifySyntax, which takes seconds for the parser of PDF and saves one percent.
    minifyWhitespace: true,
    minifyIdentifiers: true,
    // A thread that is started from a text has no address.
    define: { 'import.meta.url': 'undefined', 'import.meta.resolve': 'undefined' },
    logLevel: 'warning',
  });
  return gzipSync(outputFiles[0]?.contents ?? '');
}

/** Replaces app/files/thread.ts by a module that holds the program of the thread, and unpacks it when it is started. */
function withFileThread(program: Uint8Array): Plugin {
  const contents = `
    import { Worker } from 'node:worker_threads';
    import { gunzipSync } from 'node:zlib';
    const program = '${Buffer.from(program).toString('base64')}';
    export const openThread = (options) =>
      new Worker(gunzipSync(Buffer.from(program, 'base64')).toString(), { ...options, eval: true });
  `;
  return {
    name: 'file thread',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]app[\\/]files[\\/]thread\.ts$/ }, () => ({ contents, loader: 'js' }));
    },
  };
}

async function main(): Promise<void> {
  const outfile = here('../../dist/rostrum.mjs');
  if (process.argv.includes('--if-missing') && existsSync(outfile)) return;
  const began = performance.now();
  await rm(here('../../dist'), { recursive: true, force: true });
  await makeBundle(outfile);
  const { size } = await stat(outfile);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(`${relative('.', outfile)}: ${(size / 1e6).toFixed(1)} MB in ${seconds} s\n`);
}

if (import.meta.main) await main();
