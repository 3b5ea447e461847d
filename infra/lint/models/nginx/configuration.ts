import type { SkippedValue, SourceFile, SourceLocation } from '../../types.ts';
import { type Directive, parseNginx } from './parse.ts';
import { type Chain, opaqueIncludes, type Scope } from './scope.ts';

export interface Location {
  /** Empty, `=`, `^~`, `~` or `~*`; `@` for a named location. */
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

/** The merged configuration of several files. */
export interface Configuration {
  readonly servers: readonly Server[];
  readonly upstreams: ReadonlyMap<string, Upstream>;
  /** The outermost level of each file. */
  readonly mains: readonly Scope[];
  /** Every http level. */
  readonly https: readonly Scope[];
  readonly skipped: readonly SkippedValue[];
}

export function readConfiguration(inputs: readonly SourceFile[]): Configuration {
  const parts = inputs.map(readFileConfiguration);
  return {
    servers: parts.flatMap(({ servers }) => servers),
    upstreams: new Map(parts.flatMap(({ upstreams }) => upstreams.map((one) => [one.name, one] as const))),
    mains: parts.map(({ main }) => main),
    https: parts.flatMap(({ https }) => https),
    skipped: parts.flatMap(({ skipped }) => skipped),
  };
}

interface FileConfiguration {
  readonly servers: readonly Server[];
  readonly upstreams: readonly Upstream[];
  readonly main: Scope;
  readonly https: readonly Scope[];
  readonly skipped: readonly SkippedValue[];
}

function readFileConfiguration({ name: file, text }: SourceFile): FileConfiguration {
  const { directives } = parseNginx(text);
  const locate = (resource: string, path: string, line: number | null): SourceLocation => ({
    file,
    resource,
    path,
    line,
    construct: null,
  });
  const scope = (resource: string, own: readonly Directive[], line: number | null, prefix = ''): Scope => ({
    directives: own,
    line,
    isIncomplete: opaqueIncludes(own).length > 0,
    placeOf: (name, at) => locate(resource, `${prefix}${name}`, at),
  });
  const main = scope('main', directives, 1);
  const blocks = (parent: readonly Directive[], name: string) =>
    parent.flatMap((one) => (one.name === name && one.block !== null ? [{ ...one, block: one.block }] : []));
  const https = blocks(directives, 'http').map(({ block, line }) => scope('http', block, line));
  // A file that starts with a server is included by another one, whose settings are unknown.
  const includedScope: Scope = { ...scope('http', directives, null), isIncomplete: true };
  const isSnippet = ['server', 'upstream', 'location'].some((name) => blocks(directives, name).length > 0);
  const contexts = isSnippet ? [...https, includedScope] : https;

  const servers = contexts.flatMap((context) =>
    blocks(context.directives, 'server').map(({ block, line }): Server => {
      const label = `server ${serverLabel(block)}`;
      const chain = [scope(label, block, line), context];
      return { label, chain, locations: locationsIn(block, label, chain) };
    }),
  );
  const upstreams = contexts.flatMap((context) =>
    blocks(context.directives, 'upstream').map(({ block, line, args: [name = ''] }): Upstream => {
      return { name, scope: scope(`upstream ${name}`, block, line) };
    }),
  );
  const looseLocations = isSnippet ? locationsIn(directives, 'server', [includedScope]) : [];
  if (looseLocations.length > 0)
    servers.push({ label: 'server', chain: [includedScope], locations: looseLocations });

  function locationsIn(block: readonly Directive[], label: string, chain: Chain): Location[] {
    return blocks(block, 'location').map(({ args, block: own, line }): Location => {
      const [modifier, pattern] = parseMatch(args);
      const path = `location ${args.join(' ')}`;
      const inner = [scope(label, own, line, `${path} `), ...chain];
      const nested = locationsIn(own, label, inner);
      return { modifier, pattern, label: path, line, chain: inner, nested };
    });
  }
  const skipped = [
    ...[directives, ...allBlocks(directives)].flatMap(opaqueIncludes).map(({ args, line }) => ({
      place: locate('include', args.join(' '), line),
      reason: 'included files are not read, so no default is assumed for this level',
    })),
  ];
  return { servers, upstreams, main, https: contexts, skipped };
}

/** `example.com 443`: distinguishes servers for the reader. */
function serverLabel(block: readonly Directive[]): string {
  const first = (name: string) => block.find((one) => one.name === name)?.args[0];
  const name = first('server_name');
  const listen = first('listen') ?? '80';
  return name === undefined || name === '_' || name === '' ? listen : `${name} ${listen}`;
}

function parseMatch(args: readonly string[]): readonly [modifier: string, pattern: string] {
  const [first = '', second] = args;
  if (second !== undefined && ['=', '^~', '~', '~*'].includes(first)) return [first, second];
  const joined = /^(=|\^~|~\*|~)(.+)$/.exec(first);
  if (joined) return [joined[1] ?? '', joined[2] ?? ''];
  return first.startsWith('@') ? ['@', first] : ['', first];
}

export const allBlocks = (directives: readonly Directive[]): (readonly Directive[])[] =>
  directives.flatMap(({ block }) => (block === null ? [] : [block, ...allBlocks(block)]));
