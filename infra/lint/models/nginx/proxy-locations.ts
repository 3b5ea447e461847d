import type { SampleRoute } from '../../sample-routes.ts';
import type { SkippedValue, SourceLocation } from '../../types.ts';
import type { Configuration, Location, Server, Upstream } from './configuration.ts';
import { groupRoutesByLocation } from './match-location.ts';
import type { Directive } from './parse.ts';

/** A location that proxies requests over HTTP. */
export interface ProxyLocation {
  readonly server: Server;
  readonly location: Location;
  readonly pass: Directive;
  /** The name of an upstream, or a host. */
  readonly host: string;
  /** Null when the files have no upstream of this name. */
  readonly upstream: Upstream | null;
  /** Rostrum's routes that it would serve. */
  readonly routes: readonly SampleRoute[];
  readonly placeOf: (name: string, line?: number) => SourceLocation;
}

interface ProxyLocationResult {
  readonly proxyLocations: readonly ProxyLocation[];
  readonly skipped: readonly SkippedValue[];
}

export function collectProxyLocations({ servers, upstreams }: Configuration): ProxyLocationResult {
  const proxyLocations: ProxyLocation[] = [];
  const skipped: SkippedValue[] = [];
  for (const server of servers) {
    const routes = groupRoutesByLocation(server);
    for (const location of flatten(server.locations)) {
      const [own] = location.chain;
      const pass = own?.directives.find(({ name }) => name === 'proxy_pass');
      const placeOf = (name: string, line = location.line): SourceLocation =>
        own?.placeOf(name, line) ?? { file: '', resource: server.label, path: name, construct: null, line };
      for (const part of own?.directives ?? [])
        if (part.name === 'if' && part.block?.some(({ name }) => name === 'proxy_pass'))
          skipped.push({
            place: placeOf('if', part.line),
            reason: 'a conditional proxy_pass is not followed',
          });
      if (pass === undefined) continue;
      const host = parseHost(pass.args[0] ?? '');
      if (host === null) {
        skipped.push({
          place: placeOf('proxy_pass', pass.line),
          reason: 'its target depends on the request',
        });
        continue;
      }
      const upstream = upstreams.get(host) ?? null;
      proxyLocations.push({
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
  return { proxyLocations, skipped };
}

const flatten = (locations: readonly Location[]): Location[] =>
  locations.flatMap((location) => [location, ...flatten(location.nested)]);

/** `web` of `http://web:8080/path`; null when it depends on variables. */
function parseHost(url: string): string | null {
  const [, authority] = /^https?:\/\/([^/]+)/i.exec(url) ?? [];
  return authority === undefined || authority.includes('$') ? null : stripPort(authority);
}

const stripPort = (authority: string): string =>
  authority.startsWith('unix:') ? authority : authority.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');

/** The names or addresses of the target servers. */
export const upstreamHosts = ({ host, upstream }: ProxyLocation): string[] =>
  upstream === null
    ? [host]
    : upstream.scope.directives.flatMap(({ name, args: [address = ''] }) =>
        name === 'server' && address !== '' ? [stripPort(address)] : [],
      );
