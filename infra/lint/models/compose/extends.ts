import type { FileFinder, SourceFile } from '../../types.ts';
import { type Located, mergeLocated, partAt } from './located.ts';
import { type ComposeProject, locateFile } from './projects.ts';

interface ExtendsContext extends Pick<ComposeProject, 'variables'> {
  readonly lookup: FileFinder;
}

/** Merges a service over the one that it extends, of the same project or of another file. */
export function resolveExtends(
  part: Located,
  services: ReadonlyMap<string, Located>,
  context: ExtendsContext,
  depth = 0,
): Located {
  const reference = part.content instanceof Map ? part.content.get('extends') : undefined;
  if (reference === undefined || !(part.content instanceof Map) || depth > 10) return part;
  const { content } = reference;
  const name = content instanceof Map ? content.get('service')?.content : content;
  const path = content instanceof Map ? content.get('file')?.content : undefined;
  const among = path === undefined ? services : servicesOf(reference.origin.file, String(path), context);
  const base = typeof name === 'string' ? among.get(name) : undefined;
  if (base === undefined || base === part) return part;
  const own = new Map([...part.content].filter(([key]) => key !== 'extends'));
  const below = resolveExtends(base, among, context, depth + 1);
  const { content: inherited } = below;
  // Compose does not inherit what refers to other services.
  const shared =
    inherited instanceof Map ? new Map([...inherited].filter(([key]) => key !== 'depends_on')) : inherited;
  return mergeLocated({ ...below, content: shared }, { ...part, content: own }, '', 1);
}

/** The services of another Compose file; empty when it is not known. */
function servicesOf(
  from: SourceFile,
  path: string,
  { lookup, variables }: ExtendsContext,
): ReadonlyMap<string, Located> {
  const file = lookup.find(from.name, path);
  const [located] = file === null ? [] : locateFile(file, variables);
  const content = located === undefined ? null : partAt(located, ['services']).content;
  return content instanceof Map ? content : new Map();
}
