import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { File } from '../audit/audit.ts';
import { isBase, mayBelong } from '../audit/compose/beside.ts';
import type { Gap } from '../audit/gaps.ts';
import { bytesMax } from '../audit/read/document.ts';

/** A file that was named, or why it cannot be opened. `-` is what comes in. */
export function opened(path: string): File | Gap {
  if (path === '-') return { name: 'stdin', text: readFileSync(0, 'utf8') };
  try {
    const found = statSync(path);
    if (found.size > bytesMax) return gap(path, `it is larger than ${bytesMax} bytes`, 'Leave it out.');
    if (found.isDirectory())
      return gap(path, 'it is a directory', `Name the files in it, as ${path.replace(/\/+$/, '')}/*.yaml.`);
    return { name: path, text: readFileSync(path, 'utf8'), ...(isBase(path) ? besideOf(path) : {}) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return (
      reasons[code]?.(path) ??
      gap(path, `it cannot be opened (${code || String(error)})`, 'Copy it elsewhere, and name the copy.')
    );
  }
}

/** Nothing where nobody may look: the files that it would be told of may lie there. */
function besideOf(path: string): Pick<File, 'beside'> {
  try {
    return { beside: readdirSync(dirname(path)).filter(mayBelong) };
  } catch {
    return {};
  }
}

const gap = (file: string, why: string, cure: string): Gap => ({ file, line: null, why, cure });

const reasons: Readonly<Record<string, (path: string) => Gap>> = {
  ENOENT: (path) => gap(path, 'there is no such file', 'See whether the path is right.'),
  ENOTDIR: (path) => gap(path, 'there is no such file', 'See whether the path is right.'),
  EACCES: (path) => gap(path, 'it may not be read', 'See who owns it, and who may read it.'),
  EPERM: (path) => gap(path, 'it may not be read', 'See who owns it, and who may read it.'),
};
