import type { Place } from '../../source.ts';
import type { Directive } from './parse.ts';

/** One level of a configuration: what it sets itself, and what it is called. */
export interface Scope {
  readonly directives: readonly Directive[];
  readonly placeOf: (name: string, line: number | null) => Place;
  readonly line: number | null;
  /** Whether more may be set on this level than is seen here: it includes a file, or stands in one that is included. */
  readonly isIncomplete: boolean;
}

/** From the innermost level to the outermost. */
export type Chain = readonly Scope[];

export type Setting =
  | { readonly kind: 'set'; readonly directive: Directive; readonly place: Place }
  /** The default holds; the place is that of the level that it was asked for. */
  | { readonly kind: 'absent'; readonly place: Place }
  | { readonly kind: 'unknown' };

/** What a directive is set to, by the innermost level that sets it. */
export function settingOf(chain: Chain, name: string): Setting {
  for (const scope of chain) {
    const directive = scope.directives.findLast((one) => one.name === name);
    if (directive) return { kind: 'set', directive, place: scope.placeOf(name, directive.line) };
    if (scope.isIncomplete) return { kind: 'unknown' };
  }
  // Of all locations of a server that leave it out, one finding tells.
  const scope = chain[1] ?? chain[0];
  return scope ? { kind: 'absent', place: scope.placeOf(name, scope.line) } : { kind: 'unknown' };
}

/** The headers that go to the upstream: a level that sets any of its own takes none over. Null: not known. */
export function headersOf(
  chain: Chain,
): { readonly scope: Scope; readonly set: ReadonlyMap<string, Header> } | null {
  for (const scope of chain) {
    const own = scope.directives.filter(({ name }) => name === 'proxy_set_header');
    if (scope.isIncomplete) return null;
    if (own.length > 0) return { scope, set: named(own) };
  }
  const [scope] = chain;
  return scope ? { scope, set: new Map() } : null;
}

export interface Header {
  readonly value: string;
  readonly line: number;
}

const named = (directives: readonly Directive[]): ReadonlyMap<string, Header> =>
  new Map(directives.map(({ args: [name = '', value = ''], line }) => [name.toLowerCase(), { value, line }]));

/** Files that only say what is far from what is judged here. */
const harmless =
  /(?:^|\/)(?:mime\.types|(?:fastcgi|uwsgi|scgi)_params|fastcgi\.conf|options-ssl-nginx\.conf|ssl[\w-]*\.conf)$/;

export const opaqueIncludes = (directives: readonly Directive[]): Directive[] =>
  directives.filter(({ name, args: [path = ''] }) => name === 'include' && !harmless.test(path));
