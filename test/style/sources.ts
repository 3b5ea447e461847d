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
  return ['app', 'infra', 'test'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:ts|tsx|mjs)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => ({ path: relative(root, file).split(sep).join('/'), text: readFileSync(file, 'utf8') })),
  );
}

/** True for one of these files, or a file in one of these folders, which end in a slash. */
export const isWithin = (path: string, paths: readonly string[]): boolean =>
  paths.some((prefix) => (prefix.endsWith('/') ? path.startsWith(prefix) : path === prefix));
