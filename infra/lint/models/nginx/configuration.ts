import type { Input, Place, Unread } from '../../source.ts';
import { type Directive, parseNginx } from './parse.ts';
import { type Chain, opaqueIncludes, type Scope } from './scope.ts';

export interface Location {
  /** Empty, `=`, `^~`, `~` or `~*`; `@` for one that has a name. */
  readonly modifier: string;
  readonly pattern: string;
  readonly label: string;
  readonly line: number;
  readonly chain: Chain;
  readonly nested: readonly Location[];
}

export interface Server {
  readonly label: string;
  readonly chain: Chain;
  readonly locations: readonly Location[];
}

export interface Upstream {
  readonly name: string;
  readonly scope: Scope;
}

/** What the files say together. */
export interface Configuration {
  readonly servers: readonly Server[];
  readonly upstreams: ReadonlyMap<string, Upstream>;
  /** The outermost level of each file. */
  readonly mains: readonly Scope[];
  /** Every level that can set what goes to upstreams. */
  readonly https: readonly Scope[];
  readonly skipped: readonly Unread[];
}

export function readConfiguration(inputs: readonly Input[]): Configuration {
  const parts = inputs.map(partOf);
  return {
    servers: parts.flatMap(({ servers }) => servers),
    upstreams: new Map(parts.flatMap(({ upstreams }) => upstreams.map((one) => [one.name, one] as const))),
    mains: parts.map(({ main }) => main),
    https: parts.flatMap(({ https }) => https),
    skipped: parts.flatMap(({ skipped }) => skipped),
  };
}

interface Part {
  readonly servers: readonly Server[];
  readonly upstreams: readonly Upstream[];
  readonly main: Scope;
  readonly https: readonly Scope[];
  readonly skipped: readonly Unread[];
}

function partOf({ name: file, text }: Input): Part {
  const { directives } = parseNginx(text);
  const place = (resource: string, path: string, line: number | null): Place => ({
    ...{ file, resource, path, line },
    construct: null,
  });
  const scope = (resource: string, own: readonly Directive[], line: number | null, before = ''): Scope => ({
    directives: own,
    line,
    isIncomplete: opaqueIncludes(own).length > 0,
    placeOf: (name, at) => place(resource, `${before}${name}`, at),
  });
  const main = scope('main', directives, 1);
  const blocks = (of: readonly Directive[], name: string) =>
    of.flatMap((one) => (one.name === name && one.block !== null ? [{ ...one, block: one.block }] : []));
  const https = blocks(directives, 'http').map(({ block, line }) => scope('http', block, line));
  // A file that begins with a server is included somewhere, and nobody sees here what stands around it.
  const outside: Scope = { ...scope('http', directives, null), isIncomplete: true };
  const isSnippet = ['server', 'upstream', 'location'].some((name) => blocks(directives, name).length > 0);
  const contexts = isSnippet ? [...https, outside] : https;

  const servers = contexts.flatMap((context) =>
    blocks(context.directives, 'server').map(({ block, line }): Server => {
      const label = `server ${called(block)}`;
      const chain = [scope(label, block, line), context];
      return { label, chain, locations: locationsIn(block, label, chain) };
    }),
  );
  const upstreams = contexts.flatMap((context) =>
    blocks(context.directives, 'upstream').map(({ block, line, args: [name = ''] }): Upstream => {
      return { name, scope: scope(`upstream ${name}`, block, line) };
    }),
  );
  const loose = isSnippet ? locationsIn(directives, 'server', [outside]) : [];
  if (loose.length > 0) servers.push({ label: 'server', chain: [outside], locations: loose });

  function locationsIn(block: readonly Directive[], label: string, chain: Chain): Location[] {
    return blocks(block, 'location').map(({ args, block: own, line }): Location => {
      const [modifier, pattern] = matchOf(args);
      const path = `location ${args.join(' ')}`;
      const inner = [scope(label, own, line, `${path} `), ...chain];
      const nested = locationsIn(own, label, inner);
      return { modifier, pattern, label: path, line, chain: inner, nested };
    });
  }
  const skipped = [
    ...[directives, ...everyBlock(directives)].flatMap(opaqueIncludes).map(({ args, line }) => ({
      place: place('include', args.join(' '), line),
      why: 'what it includes is not looked at, so that no default is taken for granted around it',
    })),
  ];
  return { servers, upstreams, main, https: contexts, skipped };
}

/** `example.com:443`: what tells one server from another for a reader. */
function called(block: readonly Directive[]): string {
  const first = (name: string) => block.find((one) => one.name === name)?.args[0];
  const name = first('server_name');
  const listen = first('listen') ?? '80';
  return name === undefined || name === '_' || name === '' ? listen : `${name} ${listen}`;
}

function matchOf(args: readonly string[]): readonly [modifier: string, pattern: string] {
  const [first = '', second] = args;
  if (second !== undefined && ['=', '^~', '~', '~*'].includes(first)) return [first, second];
  const glued = /^(=|\^~|~\*|~)(.+)$/.exec(first);
  if (glued) return [glued[1] ?? '', glued[2] ?? ''];
  return first.startsWith('@') ? ['@', first] : ['', first];
}

export const everyBlock = (directives: readonly Directive[]): (readonly Directive[])[] =>
  directives.flatMap(({ block }) => (block === null ? [] : [block, ...everyBlock(block)]));
