import { posix } from 'node:path';
import { isMap } from '../../parse/document.ts';
import type { FileFinder, SourceFile } from '../../types.ts';
import { interpolate, parseEnvFile } from './env-file.ts';
import { type Located, locateValue, mergeLocated } from './located.ts';

/** Compose files that are merged in this order. */
export interface ComposeProject {
  readonly files: readonly SourceFile[];
  readonly root: Located;
  /** Whether a name that no file declares may be declared in a file that is not read. */
  readonly isPartial: boolean;
  /** The variables of `.env`. */
  readonly variables: ReadonlyMap<string, string>;
}

const mainName = /^(?:docker-)?compose\.ya?ml$/;
const defaultOverrideName = /^(?:docker-)?compose\.override\.ya?ml$/;
const variantName = /^(?:docker-)?compose[.-][\w.-]+\.ya?ml$/;

/** Whether a file may belong to a Compose project by its name. */
export const isComposeName = (path: string): boolean => {
  const name = posix.basename(path);
  return mainName.test(name) || variantName.test(name);
};

const nameOf = ({ name }: SourceFile): string => posix.basename(name.replaceAll('\\', '/'));
const folderOf = ({ name }: SourceFile): string => posix.dirname(name.replaceAll('\\', '/'));
const isMain = (file: SourceFile): boolean =>
  mainName.test(nameOf(file)) && !/(?:^|\/)\.devcontainer$/.test(folderOf(file));

/**
 * The projects of the files: each main file with its override, and each other file of the folder merged over the main
 * file when both have a service in common, as with `-f`.
 */
export function collectProjects(all: readonly SourceFile[], lookup: FileFinder): ComposeProject[] {
  const included = new Set(
    all.flatMap((file) =>
      locateFile(file, new Map()).flatMap(({ content }) => {
        const list = content instanceof Map ? content.get('include') : undefined;
        return list === undefined ? [] : includedPaths(list).map((path) => lookup.find(file.name, path));
      }),
    ),
  );
  const inputs = all.filter((file) => !included.has(file));
  return [...Map.groupBy(inputs, folderOf).values()].flatMap((files) => {
    const main = files.find(isMain);
    const others = files.filter((file) => file !== main);
    if (main === undefined) {
      const groups = splitUnrelated(others);
      return groups.map((group) => createProject(withMain(group, lookup), lookup, others));
    }
    const override =
      others.find((file) => defaultOverrideName.test(nameOf(file))) ?? findOverride(main, lookup);
    const base = override === null ? [main] : [main, override];
    const variants = others.filter((file) => file !== override);
    const joined = variants.filter((file) => sharesService(main, file) || declaresOnly(file));
    const separate = variants.filter((file) => !joined.includes(file));
    return [
      createProject([...base, ...joined], lookup, others),
      ...separate.map((file) => createProject([file], lookup, files)),
    ];
  });
}

/** Files without a main file: those with a service in common form one project. */
function splitUnrelated(files: readonly SourceFile[]): SourceFile[][] {
  const groups: SourceFile[][] = [];
  for (const file of files) {
    const group = groups.find((one) => one.some((other) => sharesService(other, file) || declaresOnly(file)));
    if (group === undefined) groups.push([file]);
    else group.push(file);
  }
  return groups;
}

/** An override that is audited alone is merged into the main file next to it. */
function withMain(group: readonly SourceFile[], lookup: FileFinder): readonly SourceFile[] {
  const [first] = group;
  if (first === undefined || !variantName.test(nameOf(first))) return group;
  const main = lookup
    .list(first.name)
    .filter((name) => mainName.test(name))
    .map((name) => lookup.find(first.name, name))
    .find((file) => file !== null && sharesService(file, first));
  return main ? [main, ...group] : group;
}

function findOverride(main: SourceFile, lookup: FileFinder): SourceFile | null {
  const name = lookup.list(main.name).find((one) => defaultOverrideName.test(one));
  const found = name === undefined ? null : lookup.find(main.name, name);
  return found !== null && found.documents.length > 0 ? found : null;
}

function serviceNames({ documents: [first] }: SourceFile): string[] {
  const services = first !== undefined && isMap(first.value) ? first.value.get('services') : null;
  return isMap(services) ? [...services.keys()] : [];
}

function sharesService(one: SourceFile, other: SourceFile): boolean {
  const names = new Set(serviceNames(one));
  return serviceNames(other).some((name) => names.has(name));
}

const declaresOnly = (file: SourceFile): boolean => serviceNames(file).length === 0;

function createProject(
  files: readonly SourceFile[],
  lookup: FileFinder,
  known: readonly SourceFile[],
): ComposeProject {
  const [first] = files;
  const env = first === undefined ? null : lookup.find(first.name, '.env');
  const variables = env === null ? new Map<string, string>() : parseEnvFile(env.text);
  const layers = files.flatMap((file) => locateFile(file, variables));
  const [base, ...more] = layers;
  const merged = more.reduce((below, above) => mergeLocated(below, above), base ?? emptyRoot(files));
  const unread = first === undefined ? [] : lookup.list(first.name).filter((name) => variantName.test(name));
  const isRead = (name: string) => [...known, ...files].some((file) => nameOf(file) === name);
  return {
    files,
    root: followIncludes(merged, lookup, variables),
    variables,
    isPartial: first === undefined || !isMain(first) || unread.some((name) => !isRead(name)),
  };
}

/** Compose files with the variables of the project replaced; empty when a file has no document. */
export const locateFile = (file: SourceFile, variables: ReadonlyMap<string, string>): Located[] =>
  file.documents
    .slice(0, 1)
    .map((document) =>
      locateValue(document.value, { file, document, path: [] }, (text) => interpolate(text, variables)),
    );

const includesMax = 20;

/** Merges a project over the files that it includes. The includes stay when one of them is not known. */
function followIncludes(root: Located, lookup: FileFinder, variables: ReadonlyMap<string, string>): Located {
  let whole = root;
  for (let count = 0; count < includesMax; count += 1) {
    const { content } = whole;
    const list = content instanceof Map ? content.get('include') : undefined;
    if (list === undefined || !(content instanceof Map)) break;
    const found = includedPaths(list).map((one) => lookup.find(list.origin.file.name, one));
    const layers = found.flatMap((file) => (file === null ? [] : locateFile(file, variables)));
    if (layers.length === 0 || layers.length < found.length) break;
    const own = { ...whole, content: new Map([...content].filter(([key]) => key !== 'include')) };
    whole = [...layers, own].reduce((below, above) => mergeLocated(below, above));
  }
  return whole;
}

/** The files of `include`: paths, or maps with one or several. */
export function includedPaths({ content }: Located): string[] {
  if (typeof content === 'string') return [content];
  if (Array.isArray(content)) return content.flatMap((one: Located) => includedPaths(one));
  const path = content instanceof Map ? content.get('path') : undefined;
  return path === undefined ? [] : includedPaths(path);
}

function emptyRoot([file]: readonly SourceFile[]): Located {
  if (file === undefined) throw new Error('a project has at least one file');
  const document = { value: null, lineOf: () => null, problems: [] };
  return { origin: { file, document, path: [] }, content: new Map() };
}
