import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { File } from '../lint/lint.ts';
import { isBase, mayBelong } from '../lint/models/compose/project-files.ts';
import { bytesMax } from '../lint/parse/document.ts';
import type { Gap } from '../lint/unreadable.ts';

/** The content of a file, or the reason why it cannot be read. `-` is stdin. */
export function readInput(path: string): File | Gap {
  if (path === '-') return { name: 'stdin', text: readFileSync(0, 'utf8') };
  try {
    const found = statSync(path);
    if (found.size > bytesMax) return createGap(path, `it is larger than ${bytesMax} bytes`, 'Leave it out.');
    if (found.isDirectory())
      return createGap(
        path,
        'it is a directory',
        `Name the files in it, as ${path.replace(/\/+$/, '')}/*.yaml.`,
      );
    return { name: path, text: readFileSync(path, 'utf8'), ...(isBase(path) ? listProjectFiles(path) : {}) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return (
      openErrors[code]?.(path) ??
      createGap(
        path,
        `it cannot be opened (${code || String(error)})`,
        'Copy it elsewhere, and name the copy.',
      )
    );
  }
}

/** Names of sibling files that belong to the project; none if the folder cannot be listed. */
function listProjectFiles(path: string): Pick<File, 'beside'> {
  try {
    return { beside: readdirSync(dirname(path)).filter(mayBelong) };
  } catch {
    return {};
  }
}

const createGap = (file: string, why: string, cure: string): Gap => ({ file, line: null, why, cure });

const openErrors: Readonly<Record<string, (path: string) => Gap>> = {
  ENOENT: (path) => createGap(path, 'there is no such file', 'See whether the path is right.'),
  ENOTDIR: (path) => createGap(path, 'there is no such file', 'See whether the path is right.'),
  EACCES: (path) => createGap(path, 'it may not be read', 'See who owns it, and who may read it.'),
  EPERM: (path) => createGap(path, 'it may not be read', 'See who owns it, and who may read it.'),
};
