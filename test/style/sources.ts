import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A source file; `path` is relative to the repository, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every file of code in app, infra and test. */
export function sources(): readonly SourceFile[] {
  return allPaths()
    .filter((path) => /\.(?:ts|tsx|mjs)$/.test(path))
    .map(readSource);
}

/** Every document, the README first. The changelog is left out: it quotes old names. */
export function documents(): readonly SourceFile[] {
  const paths = allPaths().filter((path) => path.endsWith('.md') && !path.startsWith('app/example/'));
  return ['README.md', ...paths.filter((path) => path !== 'docs/CHANGELOG.md')].map(readSource);
}

/** Every file in app, infra, test and docs. */
export function allPaths(): readonly string[] {
  return ['app', 'infra', 'test', 'docs'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );
}

const readSource = (path: string): SourceFile => ({ path, text: readFileSync(join(root, path), 'utf8') });

/** Whether a path is one of these files, or lies in one of these folders (which end in a slash). */
export const isWithin = (path: string, paths: readonly string[]): boolean =>
  paths.some((prefix) => (prefix.endsWith('/') ? path.startsWith(prefix) : path === prefix));
