import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions, OutputFile } from 'esbuild';
import { indexPath } from './files.ts';

const fromHere = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The esbuild options: hashed files in memory; each view and the example are separate chunks. */
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

/** The text of every file by path. The placeholders in `index.html` become hashed names. */
export async function renderPageFiles(outputs: readonly OutputFile[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map(outputs.map(({ path, text }) => [`assets/${basename(path)}`, text]));
  const hashedPaths = new Map([...texts.keys()].map((path) => [stripHash(path), path]));
  const template = await readFile(fromHere(indexPath), 'utf8');
  const index = template.replace(/\{\{(.+?)\}\}/g, (_, name: string) => {
    const path = hashedPaths.get(`assets/${name}`);
    if (!path) throw new Error(`${indexPath} refers to ${name}, which the page build did not produce`);
    return `/${path}`;
  });
  return texts.set(indexPath, index);
}

const stripHash = (path: string) => path.replace(/-[A-Z0-9]{8}(\.\w+)$/, '$1');
