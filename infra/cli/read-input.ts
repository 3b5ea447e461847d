import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { InputFile } from '../lint/lint.ts';
import { isMainFile, isOverrideFile } from '../lint/models/compose/project-files.ts';
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
    return {
      name: path,
      text: readFileSync(path, 'utf8'),
      ...(isMainFile(path) ? listProjectFiles(path) : {}),
    };
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

/** Names of sibling files that belong to the project; none if the folder cannot be listed. */
function listProjectFiles(path: string): Pick<InputFile, 'siblings'> {
  try {
    return { siblings: readdirSync(dirname(path)).filter(isOverrideFile) };
  } catch {
    return {};
  }
}

const createReadFailure = (file: string, reason: string, fix: string): ReadFailure => ({
  file,
  line: null,
  reason,
  fix,
});

const openErrors: Readonly<Record<string, (path: string) => ReadFailure>> = {
  ENOENT: (path) => createReadFailure(path, 'there is no such file', 'See whether the path is right.'),
  ENOTDIR: (path) => createReadFailure(path, 'there is no such file', 'See whether the path is right.'),
  EACCES: (path) => createReadFailure(path, 'it may not be read', 'See who owns it, and who may read it.'),
  EPERM: (path) => createReadFailure(path, 'it may not be read', 'See who owns it, and who may read it.'),
};
