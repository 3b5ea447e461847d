/** A file, by its path, and the names of what it declares that exists once in an environment. */
export interface DeclaringFile {
  readonly path: string;
  readonly names: readonly string[];
}

/** Bounds the work: shared files are read again with each environment. */
const sharedReadsMax = 20;

/**
 * The files that are read as one deployment: all of them, unless several declare the same name, as those of different
 * environments do. Then each environment is read with the files next to it that belong to none.
 */
export function splitEnvironments<File extends DeclaringFile>(files: readonly File[]): File[][] {
  const roots = findRoots(files);
  if (roots.size === 0) return [[...files]];
  const byRoot = Map.groupBy(files, (file) => prefixesOf(file).find((prefix) => roots.has(prefix)));
  const others = byRoot.get(undefined) ?? [];
  byRoot.delete(undefined);
  const environments = [...byRoot].flatMap(([root = '', members]) =>
    splitEnvironments(members).map((own) => ({ folder: parentOf(root), members: own })),
  );
  const shared = findShared(others, new Set(environments.map(({ folder }) => folder)));
  const sharedOf = ({ folder }: { readonly folder: string }) => shared.get(folder) ?? [];
  const sharedReads = environments.reduce((sum, one) => sum + sharedOf(one).length, 0);
  if (sharedReads > sharedReadsMax * files.length)
    return [...environments.map(({ members }) => members), others];
  const read = new Set([...shared.values()].flat());
  const rest = others.filter((file) => !read.has(file));
  return [
    ...environments.map((one) => [...one.members, ...sharedOf(one)]),
    ...(rest.length === 0 ? [] : [rest]),
  ];
}

/** The files in and below each of the folders. */
function findShared<File extends DeclaringFile>(
  files: readonly File[],
  folders: ReadonlySet<string>,
): ReadonlyMap<string, readonly File[]> {
  const pairs = files.flatMap((file) =>
    ['', ...prefixesOf(file)].flatMap((prefix) => (folders.has(prefix) ? [{ prefix, file }] : [])),
  );
  return new Map(
    [...Map.groupBy(pairs, ({ prefix }) => prefix)].map(([folder, all]) => [
      folder,
      all.map(({ file }) => file),
    ]),
  );
}

/** Where the paths of files that declare the same name part: a folder of an environment, or its file. */
function findRoots(files: readonly DeclaringFile[]): ReadonlySet<string> {
  const declaring = new Map<string, Set<DeclaringFile>>();
  for (const file of files)
    for (const name of file.names) declaring.set(name, (declaring.get(name) ?? new Set()).add(file));
  return new Set(
    [...declaring.values()].flatMap((same) => {
      if (same.size < 2) return [];
      const prefixes = [...same].map(prefixesOf);
      const [first = []] = prefixes;
      const common = first.findIndex((prefix, depth) => prefixes.some((one) => one[depth] !== prefix));
      return prefixes.flatMap((one) => one[common] ?? []);
    }),
  );
}

/** `/a`, `/a/b` and `/a/b/c.yaml` of `a/b/c.yaml`. */
const prefixesOf = ({ path }: DeclaringFile): string[] => {
  const segments = path.replaceAll('\\', '/').split('/');
  return segments.map((_, index) => `/${segments.slice(0, index + 1).join('/')}`);
};

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
