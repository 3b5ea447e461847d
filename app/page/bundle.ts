import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions, OutputFile } from 'esbuild';
import { indexPath } from './files.ts';

const fromHere = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** How esbuild makes the page: hashed files in memory; the two views and the example are pieces of their own. */
export const pageBuildOptions = {
  entryPoints: [
    { in: fromHere('main.tsx'), out: 'main' },
    { in: fromHere('styles/index.css'), out: 'style' },
    { in: fromHere('icon.svg'), out: 'icon' },
  ],
  outdir: fromHere('assets'),
  publicPath: '/assets',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  target: ['chrome123', 'firefox121', 'safari17.5'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.md': 'text', '.html': 'text', '.svg': 'copy' },
  minify: true,
  write: false,
} as const satisfies BuildOptions;

/** The text of every file of the page, by path; `index.html` names the others by their hashed names. */
export async function renderPageFiles(outputs: readonly OutputFile[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map(outputs.map(({ path, text }) => [`assets/${basename(path)}`, text]));
  const hashedPaths = new Map([...texts.keys()].map((path) => [stripHash(path), path]));
  const template = await readFile(fromHere(indexPath), 'utf8');
  const index = template.replace(/\{\{(.+?)\}\}/g, (_, name: string) => {
    const path = hashedPaths.get(`assets/${name}`);
    if (!path) throw new Error(`${indexPath} names ${name}, which the build of the page did not make`);
    return `/${path}`;
  });
  return texts.set(indexPath, index);
}

const stripHash = (path: string) => path.replace(/-[A-Z0-9]{8}(\.\w+)$/, '$1');
