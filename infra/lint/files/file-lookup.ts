import { posix } from 'node:path';
import { parseSource } from '../parse/source-file.ts';
import type { FileFinder, SourceFile } from '../types.ts';

/** Access to files next to the inputs that belong to them, such as `.env`. */
export interface NearbyFiles {
  /** The names in a folder; empty when the folder does not exist. */
  readonly list: (folder: string) => readonly string[];
  readonly read: (path: string) => string | null;
}

export const noNearbyFiles: NearbyFiles = { list: () => [], read: () => null };

/** Bounds the work for one audit. */
const nearbyFilesMax = 500;

/** Finds files that inputs refer to: among the inputs first, then next to them. */
export class FileLookup implements FileFinder {
  readonly #given: ReadonlyMap<string, SourceFile>;
  readonly #nearby: NearbyFiles;
  readonly #read = new Map<string, SourceFile | null>();

  constructor(given: readonly SourceFile[], nearby: NearbyFiles) {
    this.#given = new Map(given.map((file) => [normalized(pathOf(file)), file]));
    this.#nearby = nearby;
  }

  find(from: string, path: string): SourceFile | null {
    const folder = posix.dirname(normalized(from));
    const target = posix.join(folder, path.replaceAll('\\', '/'));
    if (posix.isAbsolute(path)) return null;
    const given = this.#given.get(target);
    if (given !== undefined) return given;
    const isInside = !posix.relative(folder, target).startsWith('..');
    return isInside ? this.#open(target) : null;
  }

  match(from: string, pattern: string): SourceFile[] {
    if (!/[*?[]/.test(pattern)) return [this.find(from, pattern)].filter((file) => file !== null);
    if (posix.isAbsolute(pattern) || /[*?[]/.test(posix.dirname(pattern))) return [];
    const folder = posix.join(posix.dirname(normalized(from)), posix.dirname(pattern));
    const matches = globMatcher(posix.basename(pattern));
    const given = [...this.#given.keys()].filter((path) => posix.dirname(path) === folder);
    const names = new Set([
      ...given.map((path) => posix.basename(path)),
      ...this.list(from, posix.dirname(pattern)),
    ]);
    return [...names]
      .filter(matches)
      .sort()
      .map((name) => this.find(from, posix.join(posix.dirname(pattern), name)))
      .filter((file) => file !== null);
  }

  list(from: string, folder = '.'): readonly string[] {
    const target = posix.join(posix.dirname(normalized(from)), folder);
    return folder.startsWith('..') || posix.isAbsolute(folder) ? [] : this.#nearby.list(target);
  }

  #open(path: string): SourceFile | null {
    const known = this.#read.get(path);
    if (known !== undefined || this.#read.size >= nearbyFilesMax) return known ?? null;
    const text = this.#nearby.read(path);
    const file = text === null ? null : parseSource({ name: path, text });
    this.#read.set(path, file);
    return file;
  }
}

export const pathOf = ({ name, embedded }: SourceFile): string => embedded?.path ?? name;

const normalized = (path: string): string => posix.normalize(path.replaceAll('\\', '/'));

/** Matches names with `*`, `?` and character classes, as a shell does. */
function globMatcher(pattern: string): (name: string) => boolean {
  if ((pattern.match(/\*/g) ?? []).length > 4) return (name) => name === pattern;
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*+/g, '[^/]*')
    .replaceAll('?', '[^/]');
  try {
    const expression = new RegExp(`^${source}$`);
    return (name) =>
      name.length < 300 && expression.test(name) && (pattern.startsWith('.') || !name.startsWith('.'));
  } catch {
    return (name) => name === pattern;
  }
}
