import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions, OutputFile } from 'esbuild';
import { indexPath } from './files.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** How esbuild makes the page: hashed files in memory; the two views and the example are pieces of their own. */
export const pageBuild = {
  entryPoints: [
    { in: here('main.tsx'), out: 'main' },
    { in: here('styles/index.css'), out: 'style' },
    { in: here('icon.svg'), out: 'icon' },
  ],
  outdir: here('assets'),
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
export async function pageTexts(outputs: readonly OutputFile[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map(outputs.map(({ path, text }) => [`assets/${basename(path)}`, text]));
  const hashed = new Map([...texts.keys()].map((path) => [withoutHash(path), path]));
  const template = await readFile(here(indexPath), 'utf8');
  const index = template.replace(/\{\{(.+?)\}\}/g, (_, name: string) => {
    const path = hashed.get(`assets/${name}`);
    if (!path) throw new Error(`${indexPath} names ${name}, which the build of the page did not make`);
    return `/${path}`;
  });
  return texts.set(indexPath, index);
}

const withoutHash = (path: string) => path.replace(/-[A-Z0-9]{8}(\.\w+)$/, '$1');
