import type { Sample } from '../../sample-routes.ts';
import type { Place, Unread } from '../../source.ts';
import type { Configuration, Location, Server, Upstream } from './configuration.ts';
import { routesBy } from './match-location.ts';
import type { Directive } from './parse.ts';

/** A location that hands requests on over HTTP. */
export interface Proxied {
  readonly server: Server;
  readonly location: Location;
  readonly pass: Directive;
  /** What stands after http://: the name of an upstream, or a host. */
  readonly host: string;
  /** Null where these files have no such upstream. */
  readonly upstream: Upstream | null;
  /** Those of our own routes that it would get. */
  readonly routes: readonly Sample[];
  readonly placeOf: (name: string, line?: number) => Place;
}

interface Found {
  readonly proxied: readonly Proxied[];
  readonly skipped: readonly Unread[];
}

export function proxiedIn({ servers, upstreams }: Configuration): Found {
  const proxied: Proxied[] = [];
  const skipped: Unread[] = [];
  for (const server of servers) {
    const routes = routesBy(server);
    for (const location of all(server.locations)) {
      const [own] = location.chain;
      const pass = own?.directives.find(({ name }) => name === 'proxy_pass');
      const placeOf = (name: string, line = location.line): Place =>
        own?.placeOf(name, line) ?? { file: '', resource: server.label, path: name, construct: null, line };
      for (const part of own?.directives ?? [])
        if (part.name === 'if' && part.block?.some(({ name }) => name === 'proxy_pass'))
          skipped.push({
            place: placeOf('if', part.line),
            why: 'a proxy_pass under a condition is not followed',
          });
      if (pass === undefined) continue;
      const host = hostOf(pass.args[0] ?? '');
      if (host === null) {
        skipped.push({
          place: placeOf('proxy_pass', pass.line),
          why: 'where it leads to is known only to requests',
        });
        continue;
      }
      const upstream = upstreams.get(host) ?? null;
      proxied.push({
        server,
        location,
        pass,
        host,
        upstream,
        routes: routes.get(location) ?? [],
        placeOf,
      });
    }
  }
  return { proxied, skipped };
}

const all = (locations: readonly Location[]): Location[] =>
  locations.flatMap((location) => [location, ...all(location.nested)]);

/** `web` of `http://web:8080/path`; null where variables decide. */
function hostOf(url: string): string | null {
  const [, authority] = /^https?:\/\/([^/]+)/i.exec(url) ?? [];
  return authority === undefined || authority.includes('$') ? null : nameOf(authority);
}

const nameOf = (authority: string): string =>
  authority.startsWith('unix:') ? authority : authority.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');

/** The names or addresses of the servers that requests go to. */
export const hostsOf = ({ host, upstream }: Proxied): string[] =>
  upstream === null
    ? [host]
    : upstream.scope.directives.flatMap(({ name, args: [address = ''] }) =>
        name === 'server' && address !== '' ? [nameOf(address)] : [],
      );
