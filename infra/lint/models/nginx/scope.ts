import type { SourceLocation } from '../../types.ts';
import type { Directive, LinePosition } from './parse.ts';

/** One level of a configuration. */
export interface Scope {
  readonly directives: readonly Directive[];
  readonly placeOf: (name: string, at: LinePosition | null) => SourceLocation;
  readonly at: LinePosition | null;
  /** Whether other files may set more on this level: it includes a file, or is in an included one. */
  readonly isIncomplete: boolean;
}

/** From the innermost level to the outermost. */
export type Chain = readonly Scope[];

export type Setting =
  | { readonly kind: 'set'; readonly directive: Directive; readonly place: SourceLocation }
  /** The default applies. */
  | { readonly kind: 'absent'; readonly place: SourceLocation }
  | { readonly kind: 'unknown' };

/** The directive of the innermost level that sets it. */
export function findSetting(chain: Chain, name: string): Setting {
  for (const scope of chain) {
    const directive = scope.directives.findLast((one) => one.name === name);
    if (directive) return { kind: 'set', directive, place: scope.placeOf(name, directive) };
    if (scope.isIncomplete) return { kind: 'unknown' };
  }
  // Located at the server, so that one finding covers all of its locations.
  const scope = chain[1] ?? chain[0];
  return scope ? { kind: 'absent', place: scope.placeOf(name, scope.at) } : { kind: 'unknown' };
}

/** The headers that a location sends to the upstream, and the level that sets them. */
export interface UpstreamHeaders {
  readonly scope: Scope;
  readonly set: ReadonlyMap<string, Header>;
}

/** A level that sets any header inherits none. Null when unknown. */
export function findHeaders(chain: Chain): UpstreamHeaders | null {
  for (const scope of chain) {
    const ownHeaders = scope.directives.filter(({ name }) => name === 'proxy_set_header');
    if (scope.isIncomplete) return null;
    if (ownHeaders.length > 0) return { scope, set: toHeaders(ownHeaders) };
  }
  const [scope] = chain;
  return scope ? { scope, set: new Map() } : null;
}

export interface Header extends LinePosition {
  readonly value: string;
}

const toHeaders = (directives: readonly Directive[]): ReadonlyMap<string, Header> =>
  new Map(
    directives.map(({ args: [name = '', value = ''], line, file }) => [
      name.toLowerCase(),
      { value, line, ...(file === undefined ? {} : { file }) },
    ]),
  );

/** Common includes without settings that any rule reads. */
const harmlessIncludes =
  /(?:^|\/)(?:mime\.types|(?:fastcgi|uwsgi|scgi)_params|fastcgi\.conf|options-ssl-nginx\.conf|ssl[\w-]*\.conf)$/;

export const opaqueIncludes = (directives: readonly Directive[]): Directive[] =>
  directives.filter(({ name, args: [path = ''] }) => name === 'include' && !harmlessIncludes.test(path));
