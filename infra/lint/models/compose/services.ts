import { unusable, viewOf } from '../../container/locate.ts';
import type { Program } from '../../container/program.ts';
import { bytesOf, durationOf } from '../../container/quantities.ts';
import { type Document, isMap, type Value } from '../../parse/document.ts';
import { View } from '../../parse/value-ref.ts';
import type { Input, Unread } from '../../source.ts';

export interface ComposeService {
  readonly name: string;
  readonly view: View;
  readonly program: Program;
}

/** All services of some files. What one takes over from another file is not seen. */
export function servicesOf(inputs: readonly Input[], unread: Map<string, Unread>): ComposeService[] {
  return inputs.flatMap(({ name: file, documents: [document] }) => {
    if (document === undefined || !isMap(document.value)) return [];
    const whole = viewOf(
      { ...{ file, document, path: [], resource: 'file' }, value: merged(document.value, 0) },
      unread,
    );
    for (const { line, why } of document.problems)
      unread.set(`${file} ${line} ${why}`, { place: { ...whole.place, path: `line ${line}`, line }, why });
    if (!whole.get('include').isAbsent) unusable(whole.get('include'), 'what it includes is not looked at');
    return serviceNames(document.value).map((name): ComposeService => {
      const part = { file, document, at: ['services', name], resource: name };
      const view = viewOf({ ...part, value: serviceIn(document, name) }, unread);
      if (!view.get('extends').isAbsent)
        unusable(
          view.get('extends'),
          'what it takes over is not looked at, so that no default is taken for granted',
        );
      return { name, view, program: programOf(view) };
    });
  });
}

function serviceNames(root: Value): string[] {
  const services = isMap(root) ? merged(root.get('services') ?? null, 0) : null;
  return isMap(services) ? [...services].flatMap(([name, value]) => (isMap(value) ? [name] : [])) : [];
}

function serviceIn({ value: root }: Document, name: string): Value {
  const services = isMap(root) ? merged(root.get('services') ?? null, 0) : null;
  return (isMap(services) ? services.get(name) : null) ?? null;
}

const depthMax = 50;

/** `<<: *other` puts the keys of another map beside one's own, which win. */
function merged(value: Value, depth: number): Value {
  if (depth > depthMax) return value;
  if (Array.isArray(value)) return value.map((inner: Value) => merged(inner, depth + 1));
  if (!isMap(value)) return value;
  const under = value.get('<<');
  const sources = (Array.isArray(under) ? under : under === undefined ? [] : [under]).map((one: Value) =>
    merged(one, depth + 1),
  );
  const own = [...value]
    .filter(([key]) => key !== '<<')
    .map(([key, inner]) => [key, merged(inner, depth + 1)] as const);
  // Of several, the first wins.
  return new Map([...sources.reverse().flatMap((one: Value) => (isMap(one) ? [...one] : [])), ...own]);
}

/** A list of `NAME=value`, or a map. */
function environmentOf(view: View): ReadonlyMap<string, View> {
  const list = Array.isArray(view.value) ? (view.items() ?? []) : [];
  const pairs = list.flatMap((entry): (readonly [string, View])[] => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(String(entry.value)) ?? [];
    return name === undefined || value === undefined ? [] : [[name, entryWith(entry, value)]];
  });
  return new Map([...pairs, ...view.keys().map((key) => [key, view.get(key)] as const)]);
}

/** The same place, with a part of what stands there. */
const entryWith = ({ path, context }: View, value: string): View => new View(value, path, context);

function programOf(view: View): Program {
  const [swarm, direct] = [view.get('deploy', 'resources', 'limits', 'memory'), view.get('mem_limit')];
  const memory = swarm.isAbsent ? direct : swarm;
  const command = view.get('command');
  return {
    command: wordsOf(view),
    commandNode: command.isAbsent ? view.get('entrypoint') : command,
    environment: environmentOf(view.get('environment')),
    memoryBytesMax: memory.isAbsent ? null : bytesOf(String(memory.value)),
  };
}

/** The official images of Node run what they are given, in the place of their own entry point. */
const transparent = /^(?:docker\.io\/)?(?:library\/)?node:/;

function wordsOf(view: View): readonly string[] | null {
  const [entry, command] = [view.get('entrypoint'), view.get('command')];
  // An init is the first process then, and passes signals on.
  if (!view.get('init').isAbsent && view.get('init').value !== false) return null;
  if (entry.isAbsent && !transparent.test(String(view.get('image').value))) return null;
  if (entry.isAbsent && command.isAbsent) return null;
  const [first, then] = [split(entry), split(command)];
  return first === null || then === null ? null : [...first, ...then];
}

/** A text is taken apart as a shell would, and runs without one. */
function split(view: View): readonly string[] | null {
  const { value } = view;
  if (view.isAbsent) return [];
  if (typeof value === 'string')
    return [...value.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(
      ([, a, b, c]) => a ?? b ?? c ?? '',
    );
  const words = Array.isArray(value) ? value : null;
  return words?.every((word: unknown) => typeof word === 'string') ? words.map(String) : null;
}

/** A time as Compose writes it: `absent`, or null where it cannot be known. */
export function timeAt(view: View): number | 'absent' | null {
  if (view.isAbsent) return 'absent';
  const { value } = view;
  const ms = typeof value === 'string' ? durationOf(value) : null;
  if (ms !== null) return ms;
  return unusable(view, String(value).includes('$') ? 'it is filled in when it is started' : 'it is no time');
}
