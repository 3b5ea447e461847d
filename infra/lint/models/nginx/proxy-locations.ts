import type { SampleRoute } from '../../sample-routes.ts';
import type { SkippedValue, SourceLocation } from '../../types.ts';
import {
  type Configuration,
  flattenLocations,
  type Location,
  type Server,
  type Upstream,
} from './configuration.ts';
import { groupRoutesByLocation } from './match-location.ts';
import type { Directive, LinePosition } from './parse.ts';

/** A location that proxies requests over HTTP or gRPC. */
export interface ProxyLocation {
  readonly server: Server;
  readonly location: Location;
  readonly pass: Directive;
  /** The name of an upstream, or a host. */
  readonly host: string;
  /** False when a variable names it, so that it is looked up at every request. */
  readonly isResolvedAtStart: boolean;
  /** Null when the files have no upstream of this name. */
  readonly upstream: Upstream | null;
  /** Rostrum's routes that it would serve. */
  readonly routes: readonly SampleRoute[];
  readonly placeOf: (name: string, at?: LinePosition) => SourceLocation;
}

interface ProxyLocationResult {
  readonly proxyLocations: readonly ProxyLocation[];
  readonly skipped: readonly SkippedValue[];
}

export function collectProxyLocations(configuration: Configuration): ProxyLocationResult {
  const proxyLocations: ProxyLocation[] = [];
  const skipped: SkippedValue[] = [];
  for (const server of configuration.servers) {
    const routes = groupRoutesByLocation(server);
    for (const location of flattenLocations(server.locations)) {
      const [own] = location.chain;
      const pass = own?.directives.find(({ name }) => name === 'proxy_pass' || name === 'grpc_pass');
      const placeOf = (name: string, at: LinePosition = location.at): SourceLocation =>
        own?.placeOf(name, at) ?? {
          file: '',
          resource: server.label,
          path: name,
          construct: null,
          line: at.line,
        };
      for (const part of own?.directives ?? [])
        if (part.name === 'if' && part.block?.some(({ name }) => name === 'proxy_pass'))
          skipped.push({
            place: placeOf('if', part),
            reason: 'a conditional proxy_pass is not followed',
          });
      if (pass === undefined) continue;
      const target = resolveTarget(pass.args[0] ?? '', location);
      const host = parseHost(target);
      if (host === null) {
        skipped.push({ place: placeOf(pass.name, pass), reason: 'its target depends on the request' });
        continue;
      }
      proxyLocations.push({
        server,
        location,
        pass,
        host,
        isResolvedAtStart: target === pass.args[0],
        upstream: configuration.upstreams.get(host) ?? null,
        routes: routes.get(location) ?? [],
        placeOf,
      });
    }
  }
  return { proxyLocations, skipped };
}

/** Replaces a variable that `set` gives a single constant value, the usual way to look a name up at every request. */
function resolveTarget(target: string, { chain }: Location): string {
  return target.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole: string, braced?: string, bare?: string) => {
    const name = `$${braced ?? bare}`;
    const values = new Set(
      chain.flatMap(({ directives }) =>
        directives.flatMap((one) => (one.name === 'set' && one.args[0] === name ? [one.args[1] ?? ''] : [])),
      ),
    );
    const [only] = values;
    return values.size === 1 && only !== undefined && !only.includes('$') ? only : whole;
  });
}

/** `web` of `http://web:8080/path`; null when it depends on variables. */
function parseHost(url: string): string | null {
  const [, authority] = /^(?:(?:https?|grpcs?):\/\/)?([^/]+)/i.exec(url) ?? [];
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
