import { createNode, skipNode } from '../../container/locate.ts';
import type { Program } from '../../container/program.ts';
import { parseBytes, parseDuration } from '../../container/quantities.ts';
import { ConfigNode } from '../../parse/config-node.ts';
import { isMap, type ParsedDocument, type Value } from '../../parse/document.ts';
import type { SkippedValue, SourceFile } from '../../types.ts';

export interface ComposeService {
  readonly name: string;
  readonly node: ConfigNode;
  readonly program: Program;
}

/** All services of the files. Included files and `extends` are not followed. */
export function collectServices(
  inputs: readonly SourceFile[],
  skipped: Map<string, SkippedValue>,
): ComposeService[] {
  return inputs.flatMap(({ name: file, documents: [document] }) => {
    if (document === undefined || !isMap(document.value)) return [];
    const whole = createNode(
      { file, document, path: [], resource: 'file', value: mergeKeys(document.value, 0) },
      skipped,
    );
    for (const { line, reason } of document.problems)
      skipped.set(`${file} ${line} ${reason}`, {
        place: { ...whole.place, path: `line ${line}`, line },
        reason,
      });
    if (!whole.get('include').isAbsent) skipNode(whole.get('include'), 'included files are not read');
    return serviceNames(document.value).map((name): ComposeService => {
      const part = { file, document, path: ['services', name], resource: name };
      const node = createNode({ ...part, value: findService(document, name) }, skipped);
      if (!node.get('extends').isAbsent)
        skipNode(node.get('extends'), 'the extended service is not read, so no default is assumed');
      return { name, node, program: readProgram(node) };
    });
  });
}

function serviceNames(root: Value): string[] {
  const services = isMap(root) ? mergeKeys(root.get('services') ?? null, 0) : null;
  return isMap(services) ? [...services].flatMap(([name, value]) => (isMap(value) ? [name] : [])) : [];
}

function findService({ value: root }: ParsedDocument, name: string): Value {
  const services = isMap(root) ? mergeKeys(root.get('services') ?? null, 0) : null;
  return (isMap(services) ? services.get(name) : null) ?? null;
}

const depthMax = 50;

/** Applies YAML merge keys: `<<: *other` adds the keys of another map; the map's own keys win. */
function mergeKeys(value: Value, depth: number): Value {
  if (depth > depthMax) return value;
  if (Array.isArray(value)) return value.map((inner: Value) => mergeKeys(inner, depth + 1));
  if (!isMap(value)) return value;
  const mergedMaps = value.get('<<');
  const sources = (Array.isArray(mergedMaps) ? mergedMaps : mergedMaps === undefined ? [] : [mergedMaps]).map(
    (one: Value) => mergeKeys(one, depth + 1),
  );
  const ownEntries = [...value]
    .filter(([key]) => key !== '<<')
    .map(([key, inner]) => [key, mergeKeys(inner, depth + 1)] as const);
  // Of several merged maps, the first wins.
  return new Map([...sources.reverse().flatMap((one: Value) => (isMap(one) ? [...one] : [])), ...ownEntries]);
}

/** A list of `NAME=value`, or a map. */
function readEnvironment(node: ConfigNode): ReadonlyMap<string, ConfigNode> {
  const list = Array.isArray(node.value) ? (node.items() ?? []) : [];
  const pairs = list.flatMap((entry): (readonly [string, ConfigNode])[] => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(String(entry.value)) ?? [];
    return name === undefined || value === undefined ? [] : [[name, withValue(entry, value)]];
  });
  return new Map([...pairs, ...node.keys().map((key) => [key, node.get(key)] as const)]);
}

/** A node at the same location with part of its value. */
const withValue = ({ path, context }: ConfigNode, value: string): ConfigNode =>
  new ConfigNode(value, path, context);

function readProgram(node: ConfigNode): Program {
  const [swarm, direct] = [node.get('deploy', 'resources', 'limits', 'memory'), node.get('mem_limit')];
  const memory = swarm.isAbsent ? direct : swarm;
  const command = node.get('command');
  return {
    command: readCommand(node),
    commandNode: command.isAbsent ? node.get('entrypoint') : command,
    environment: readEnvironment(node.get('environment')),
    memoryBytesMax: memory.isAbsent ? null : parseBytes(String(memory.value)),
  };
}

/** The entry point of Node's official images runs the command directly. */
const nodeImage = /^(?:docker\.io\/)?(?:library\/)?node:/;

function readCommand(node: ConfigNode): readonly string[] | null {
  const [entry, command] = [node.get('entrypoint'), node.get('command')];
  // With an init, the init is the first process and forwards signals.
  if (!node.get('init').isAbsent && node.get('init').value !== false) return null;
  if (entry.isAbsent && !nodeImage.test(String(node.get('image').value))) return null;
  if (entry.isAbsent && command.isAbsent) return null;
  const [first, then] = [splitCommand(entry), splitCommand(command)];
  return first === null || then === null ? null : [...first, ...then];
}

/** Compose splits a string into words as a shell does, and runs it without a shell. */
function splitCommand(node: ConfigNode): readonly string[] | null {
  const { value } = node;
  if (node.isAbsent) return [];
  if (typeof value === 'string')
    return [...value.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(
      ([, a, b, c]) => a ?? b ?? c ?? '',
    );
  const words = Array.isArray(value) ? value : null;
  return words?.every((word: unknown) => typeof word === 'string') ? words.map(String) : null;
}

/** A Compose duration in ms; `absent`, or null when it is unknown. */
export function readDuration(node: ConfigNode): number | 'absent' | null {
  if (node.isAbsent) return 'absent';
  const { value } = node;
  const ms = typeof value === 'string' ? parseDuration(value) : null;
  if (ms !== null) return ms;
  return skipNode(node, String(value).includes('$') ? 'it is interpolated at start' : 'it is not a duration');
}
