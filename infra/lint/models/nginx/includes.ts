import { posix } from 'node:path';
import { pathOf } from '../../files/file-lookup.ts';
import type { FileFinder, SourceFile } from '../../types.ts';
import { type Directive, parseNginx } from './parse.ts';

/** A configuration with the directives of its included files in the place of the includes. */
export interface ExpandedFile {
  readonly file: SourceFile;
  readonly directives: readonly Directive[];
}

const depthMax = 10;
/** Bounds the work: a file may be included many times. */
const directivesMax = 50_000;

/** Expands the includes of the files that no other file includes; `parts` are the others. */
export function expandIncludes(
  inputs: readonly SourceFile[],
  lookup: FileFinder,
): { readonly files: readonly ExpandedFile[]; readonly parts: ReadonlySet<string> } {
  const included = new Set<SourceFile>();
  let count = 0;

  function expand(
    directives: readonly Directive[],
    root: SourceFile,
    file: SourceFile,
    depth: number,
  ): Directive[] {
    return directives.flatMap((directive): Directive[] => {
      count += 1;
      const at = { ...directive, file: file.name, line: outerLine(file, directive.line) };
      if (directive.block !== null) return [{ ...at, block: expand(directive.block, root, file, depth) }];
      const [path] = directive.args;
      if (directive.name !== 'include' || path === undefined || depth >= depthMax) return [at];
      const found = findIncluded(root, file, path, lookup).filter((one) => one !== file && one !== root);
      const usable = found.filter((one) => parseNginx(one.text).problems.length === 0);
      if (usable.length < found.length || found.length === 0 || count > directivesMax) return [at];
      for (const one of found) included.add(one);
      return found.flatMap((one) => expand(parseNginx(one.text).directives, root, one, depth + 1));
    });
  }

  const expanded = inputs.map((file) => ({
    file,
    directives: expand(parseNginx(file.text).directives, file, file, 0),
  }));
  return {
    files: expanded.filter(({ file }) => !included.has(file)),
    parts: new Set([...included].map(({ name }) => name)),
  };
}

/** The line in the file that is named to the user: an embedded configuration is a part of another file. */
export function outerLine({ embedded }: SourceFile, line: number): number {
  if (embedded === undefined) return line;
  return embedded.lineOffset === null ? (embedded.line ?? 1) : embedded.lineOffset + line;
}

/** nginx resolves includes from the folder of the main file, which is /etc/nginx in images. */
function findIncluded(root: SourceFile, file: SourceFile, path: string, lookup: FileFinder): SourceFile[] {
  const relative = path.replace(/^\/(?:usr\/local\/)?etc\/nginx\//, '').replace(/^\/+/, '');
  const segments = relative.split('/');
  const isAbsolute = path.startsWith('/');
  // A repository has the file in any folder that is mounted there.
  const shorter =
    isAbsolute || embedded(file) ? segments.map((_, index) => segments.slice(index).join('/')) : [relative];
  const candidates = shorter.filter((one, index) => index === 0 || embedded(root) || !/^[^/]*\*/.test(one));
  for (const from of new Set([pathOf(root), pathOf(file)]))
    for (const candidate of candidates) {
      const found = lookup.match(from, candidate).filter((one) => pathOf(one) !== from);
      if (found.length > 0) return found;
    }
  return [];
}

const embedded = (file: SourceFile): boolean =>
  file.embedded !== undefined && posix.dirname(pathOf(file)) !== '.';
