import type { SkipLog } from '../../parse/create-node.ts';
import type { SourceLocation } from '../../types.ts';
import type { ExpandedFile } from './includes.ts';
import type { Directive, LinePosition } from './parse.ts';
import { type Chain, opaqueIncludes, type Scope } from './scope.ts';

export interface Location {
  /** Empty, `=`, `^~`, `~` or `~*`; `@` for a named location. */
  readonly modifier: string;
  readonly pattern: string;
  /** Whether the pattern is a path or the start of one. */
  readonly isLiteral: boolean;
  readonly label: string;
  readonly at: LinePosition;
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
}

export function readConfiguration(files: readonly ExpandedFile[], skipped: SkipLog): Configuration {
  const parts = files.map((file) => readFileConfiguration(file, skipped));
  return {
    servers: parts.flatMap(({ servers }) => servers),
    upstreams: new Map(parts.flatMap(({ upstreams }) => upstreams.map((one) => [one.name, one] as const))),
    mains: parts.map(({ main }) => main),
    https: parts.flatMap(({ https }) => https),
  };
}

interface FileConfiguration {
  readonly servers: readonly Server[];
  readonly upstreams: readonly Upstream[];
  readonly main: Scope;
  readonly https: readonly Scope[];
}

function readFileConfiguration({ file, directives }: ExpandedFile, skipped: SkipLog): FileConfiguration {
  const locate = (resource: string, path: string, at: LinePosition | null): SourceLocation => ({
    file: at?.file ?? file.name,
    resource,
    path,
    line: at?.line ?? null,
    construct: null,
  });
  const scope = (
    resource: string,
    own: readonly Directive[],
    position: LinePosition | null,
    prefix = '',
  ): Scope => ({
    directives: own,
    at: position,
    isIncomplete: opaqueIncludes(own).length > 0,
    placeOf: (name, at) => locate(resource, `${prefix}${name}`, at),
  });
  const main = scope('main', directives, { line: 1 });
  const blocks = (parent: readonly Directive[], name: string) =>
    parent.flatMap((one) => (one.name === name && one.block !== null ? [{ ...one, block: one.block }] : []));
  const https = blocks(directives, 'http').map(({ block, ...at }) => scope('http', block, at));
  // A file that starts with a server is included by another one, whose settings are unknown.
  const includedScope: Scope = { ...scope('http', directives, null), isIncomplete: true };
  const isSnippet = ['server', 'upstream', 'location'].some((name) => blocks(directives, name).length > 0);
  const contexts = isSnippet ? [...https, includedScope] : https;

  const servers = contexts.flatMap((context) =>
    blocks(context.directives, 'server').map(({ block, ...at }): Server => {
      const label = `server ${serverLabel(block)}`;
      const chain = [scope(label, block, at), context];
      return { label, chain, locations: locationsIn(block, label, chain) };
    }),
  );
  const upstreams = contexts.flatMap((context) =>
    blocks(context.directives, 'upstream').map(({ block, args: [name = ''], ...at }): Upstream => {
      return { name, scope: scope(`upstream ${name}`, block, at) };
    }),
  );
  const looseLocations = isSnippet ? locationsIn(directives, 'server', [includedScope]) : [];
  if (looseLocations.length > 0)
    servers.push({ label: 'server', chain: [includedScope], locations: looseLocations });

  function locationsIn(block: readonly Directive[], label: string, chain: Chain): Location[] {
    return blocks(block, 'location').map(({ args, block: own, ...at }): Location => {
      const [modifier, pattern] = parseMatch(args);
      const path = `location ${args.join(' ')}`;
      const inner = [scope(label, own, at, `${path} `), ...chain];
      const nested = locationsIn(own, label, inner);
      const isLiteral = ['', '=', '^~'].includes(modifier);
      return { modifier, pattern, isLiteral, label: path, at, chain: inner, nested };
    });
  }
  for (const { args, ...at } of [directives, ...allBlocks(directives)].flatMap(opaqueIncludes))
    skipped.add(
      locate('include', args.join(' '), at),
      'the included files are not given, so no default is assumed for this level',
    );
  if (isSnippet)
    skipped.add(locate('file', 'part of a configuration', { line: 1 }), describeFragment(servers));
  return { servers, upstreams, main, https: contexts };
}

/** Says what is not decided in a file that another one includes. */
function describeFragment(servers: readonly Server[]): string {
  const all = servers.flatMap(({ locations }) => flattenLocations(locations));
  const proxied = all.filter(({ chain: [own] }) => own?.directives.some(isProxyPass));
  const names = proxied.map(({ label }) => label.replace(/^location /, ''));
  const listed = names.length > 6 ? [...names.slice(0, 6), `${names.length - 6} more`] : names;
  const undecided = names.length === 0 ? '' : `: what ${listed.join(', ')} inherit is not decided`;
  return (
    `it has no http block, so only what it sets itself is checked${undecided}; ` +
    'audit it together with the nginx.conf that includes it'
  );
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

export const flattenLocations = (locations: readonly Location[]): Location[] =>
  locations.flatMap((location) => [location, ...flattenLocations(location.nested)]);

/** The directives that send requests to another server. */
export const isProxyPass = ({ name }: Directive): boolean =>
  /^(?:proxy|grpc|fastcgi|uwsgi|scgi)_pass$/.test(name);

export const allBlocks = (directives: readonly Directive[]): (readonly Directive[])[] =>
  directives.flatMap(({ block }) => (block === null ? [] : [block, ...allBlocks(block)]));
