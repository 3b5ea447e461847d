import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { NearbyFiles } from '../lint/files/file-lookup.ts';
import type { InputFile } from '../lint/lint.ts';
import { bytesMax } from '../lint/parse/document.ts';
import type { ReadFailure } from '../lint/unreadable.ts';

/** The content of a file, or the reason why it cannot be read. `-` is stdin. */
export function readInput(path: string): InputFile | ReadFailure {
  if (path === '-') return { name: 'stdin', text: readFileSync(0, 'utf8') };
  try {
    const found = statSync(path);
    if (found.size > bytesMax)
      return createReadFailure(path, `it is larger than ${bytesMax} bytes`, 'Leave it out.');
    if (found.isDirectory())
      return createReadFailure(
        path,
        'it is a directory',
        `Name the files in it, as ${path.replace(/\/+$/, '')}/*.yaml.`,
      );
    return { name: path, text: readFileSync(path, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return (
      openErrors[code]?.(path) ??
      createReadFailure(
        path,
        `it cannot be opened (${code || String(error)})`,
        'Copy it elsewhere, and name the copy.',
      )
    );
  }
}

/** The files on the disk. A file or folder that cannot be read counts as missing. */
export const diskFiles: NearbyFiles = {
  list(folder) {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  },
  read(path) {
    if (path === '-') return null;
    const input = readInput(path);
    return 'text' in input ? input.text : null;
  },
};

const createReadFailure = (file: string, reason: string, fix: string): ReadFailure => ({
  file,
  line: null,
  reason,
  fix,
});

const openErrors: Readonly<Record<string, (path: string) => ReadFailure>> = {
  ENOENT: (path) => createReadFailure(path, 'the file does not exist', 'See whether the path is right.'),
  ENOTDIR: (path) => createReadFailure(path, 'the file does not exist', 'See whether the path is right.'),
  EACCES: (path) => createReadFailure(path, 'it may not be read', 'See who owns it, and who may read it.'),
  EPERM: (path) => createReadFailure(path, 'it may not be read', 'See who owns it, and who may read it.'),
};
