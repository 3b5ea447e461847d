import type { Program } from '../../container/program.ts';
import { parseBytes, parseDuration } from '../../container/quantities.ts';
import { splitWords } from '../../container/words.ts';
import { ConfigNode } from '../../parse/config-node.ts';
import { createNode, type Path, type SkipLog } from '../../parse/create-node.ts';
import type { FileFinder } from '../../types.ts';
import { startOf } from '../dockerfile/read-dockerfile.ts';
import { parseEnvFile } from './env-file.ts';
import { resolveExtends } from './extends.ts';
import { instructionNode, readImage, type ServiceImage } from './image.ts';
import { isJob } from './job.ts';
import { type Located, partAt, plainValue } from './located.ts';
import type { ComposeProject } from './projects.ts';

export interface ComposeService {
  readonly name: string;
  readonly node: ConfigNode;
  readonly program: Program;
  /** Whether the image has a health check; null when it is not known. */
  readonly hasImageCheck: boolean | null;
  /** The signal that its Dockerfile sets. */
  readonly imageStopSignal: ConfigNode | null;
}

/** What the rules for Compose check. */
export interface ComposeModel {
  readonly project: ComposeProject;
  readonly whole: ConfigNode;
  readonly services: readonly ComposeService[];
}

/** A node for a part of a merged project. */
function projectNode(part: Located, resource: string, skipped: SkipLog): ConfigNode {
  const originOf = (path: Path) => {
    const { file, document, path: written } = partAt(part, path).origin;
    return { file: file.name, line: document.lineOf(written) };
  };
  return createNode(plainValue(part), resource, originOf, skipped);
}

/** A project with all its services. */
export function readProject(project: ComposeProject, lookup: FileFinder, skipped: SkipLog): ComposeModel {
  const { root, files } = project;
  const whole = projectNode(root, 'file', skipped);
  for (const { name, documents } of files) skipped.addProblems(name, documents[0]?.problems ?? []);
  if (!whole.get('include').isAbsent) whole.get('include').skip('a file that it includes is not known');
  const { content } = partAt(root, ['services']);
  const parts = content instanceof Map && !whole.get('services').isAbsent ? content : new Map();
  const finishing = new Set(
    [...parts.values()].flatMap((one) => namesWaitedToFinish(partAt(one, ['depends_on']))),
  );
  const services = [...parts].flatMap(([name, part]): ComposeService[] => {
    if (!(part.content instanceof Map)) return [];
    const node = projectNode(
      resolveExtends(part, parts, { lookup, variables: project.variables }),
      name,
      skipped,
    );
    if (!node.get('extends').isAbsent)
      node.get('extends').skip('the extended service is not read, so no default is assumed');
    const image = readImage(node, lookup);
    const program = readProgram(node, image, lookup, finishing.has(name) || isJob(name, node));
    const { dockerfile } = image;
    const signal = dockerfile?.stopSignal ?? null;
    return [
      {
        name,
        node,
        program,
        hasImageCheck: dockerfile?.hasHealthCheck ?? null,
        imageStopSignal:
          dockerfile === null || signal === null
            ? null
            : instructionNode(node, dockerfile.path, 'STOPSIGNAL', signal),
      },
    ];
  });
  return { project, whole, services };
}

const namesWaitedToFinish = ({ content }: Located): string[] =>
  content instanceof Map
    ? [...content].flatMap(([name, { content: waits }]) =>
        waits instanceof Map && waits.get('condition')?.content === 'service_completed_successfully'
          ? [name]
          : [],
      )
    : [];

/** A list of `NAME=value`, or a map; the files of `env_file` are below them. */
function readEnvironment(service: ConfigNode, lookup: FileFinder): ReadonlyMap<string, ConfigNode> {
  const node = service.get('environment');
  const list = Array.isArray(node.value) ? node.list() : [];
  const pairs = list.flatMap((entry): (readonly [string, ConfigNode])[] => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(String(entry.value)) ?? [];
    return name === undefined || value === undefined ? [] : [[name, withValue(entry, value)]];
  });
  return new Map([
    ...readEnvFiles(service.get('env_file'), lookup),
    ...pairs,
    ...node.keys().map((key) => [key, node.get(key)] as const),
  ]);
}

function readEnvFiles(node: ConfigNode, lookup: FileFinder): (readonly [string, ConfigNode])[] {
  const all = Array.isArray(node.value) ? node.list() : node.isAbsent ? [] : [node];
  return all.flatMap((one) => {
    const path = one.isMap ? one.get('path').value : one.value;
    const file = typeof path === 'string' ? lookup.find(one.place.file, path) : null;
    return file === null
      ? []
      : [...parseEnvFile(file.text)].map(([name, value]) => [name, withValue(one, value)] as const);
  });
}

/** A node at the same location with part of its value. */
const withValue = ({ path, context }: ConfigNode, value: string): ConfigNode =>
  new ConfigNode(value, path, context);

function readProgram(
  node: ConfigNode,
  image: ServiceImage,
  lookup: FileFinder,
  isFinishing: boolean,
): Program {
  const [swarm, direct] = [node.get('deploy', 'resources', 'limits', 'memory'), node.get('mem_limit')];
  const memory = swarm.isAbsent ? direct : swarm;
  const init = node.get('init');
  const { command, commandNode } = readStart(node, image);
  return {
    command: isFinishing ? null : command,
    commandNode,
    environment: readEnvironment(node, lookup),
    memoryBytesMax: memory.isAbsent ? null : parseBytes(String(memory.value)),
    image: image.name,
    hasInit: !init.isAbsent && init.value !== false,
  };
}

/**
 * The command of the first process. What the service does not say, its Dockerfile does. The entry points of common
 * images run the command.
 */
function readStart(node: ConfigNode, { dockerfile }: ServiceImage): Pick<Program, 'command' | 'commandNode'> {
  const [entrypoint, command] = [node.get('entrypoint'), node.get('command')];
  const own = dockerfile === null ? null : startOf(dockerfile);
  if (entrypoint.isAbsent && command.isAbsent && dockerfile !== null && own !== null) {
    const name = dockerfile.entrypoint === null ? 'CMD' : 'ENTRYPOINT';
    return { command: own.words, commandNode: instructionNode(node, dockerfile.path, name, own) };
  }
  const fromImage = entrypoint.isAbsent ? (dockerfile?.entrypoint ?? null) : null;
  const [first, then] = [fromImage?.words ?? splitCommand(entrypoint), splitCommand(command)];
  const words = first === null || then === null ? [] : [...first, ...(fromImage?.isShellForm ? [] : then)];
  return { command: words.length === 0 ? null : words, commandNode: command.isAbsent ? entrypoint : command };
}

/** Compose splits a string into words as a shell does, and runs it without a shell. */
function splitCommand(node: ConfigNode): readonly string[] | null {
  const { value } = node;
  if (node.isAbsent) return [];
  if (typeof value === 'string') return splitWords(value);
  const words = Array.isArray(value) ? value : null;
  return words?.every((word: unknown) => typeof word === 'string') ? words.map(String) : null;
}

/** A Compose duration in ms; `absent`, or null when it is unknown. */
export function readDuration(node: ConfigNode): number | 'absent' | null {
  if (node.isAbsent) return 'absent';
  const { value } = node;
  const ms = typeof value === 'string' ? parseDuration(value) : null;
  if (ms !== null) return ms;
  const [variable] = /\$\{?\w+/.exec(String(value)) ?? [];
  return node.skip(
    variable === undefined ? 'it is not a duration' : `${variable.replace(/\W/g, '')} has no value here`,
  );
}
