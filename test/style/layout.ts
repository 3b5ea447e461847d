import { posix } from 'node:path';
import type { SourceFile } from './sources.ts';

export const folderFilesMax = 20;
export const looseFilesMax = 4;

/** Folders that hold more files than a reader can survey. `paths` are all files of the repository. */
export function findCrowdedFolders(paths: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const folder = posix.dirname(path);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].flatMap(([folder, count]) => {
    const filesMax = folder === 'app' ? looseFilesMax : folderFilesMax;
    return count > filesMax
      ? [`${folder} has ${count} files, at most ${filesMax}; give some of them a room of their own`]
      : [];
  });
}

const exported =
  /^export (?:async )?(?:abstract )?(?:const|let|function\*?|class|interface|type|enum) (\w+)/gm;

/** Names that two files of the program export: one name has one meaning. */
export function findNamesExportedTwice(
  sources: readonly SourceFile[],
  exceptions: Readonly<Record<string, string>>,
): string[] {
  const files = new Map<string, Set<string>>();
  for (const { path, text } of sources) {
    if (path.startsWith('test/')) continue;
    for (const [, name = ''] of text.matchAll(exported))
      files.set(name, (files.get(name) ?? new Set()).add(path));
  }
  return [...files].flatMap(([name, paths]) =>
    paths.size > 1 && !Object.hasOwn(exceptions, name)
      ? [`${name} is exported by ${[...paths].sort().join(' and ')}; rename one, or import it`]
      : [],
  );
}
