import type { SkipLog } from '../../parse/create-node.ts';
import type { SampleRoute } from '../../sample-routes.ts';
import type { SourceLocation } from '../../types.ts';
import {
  type Configuration,
  flattenLocations,
  type Location,
  type Server,
  type Upstream,
} from './configuration.ts';
import { groupRoutesByLocation } from './match-location.ts';
import type { Directive, LinePosition } from './parse.ts';
import { type Chain, findHeaders, findSetting, type Setting, type UpstreamHeaders } from './scope.ts';

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
  /** The headers that it sends to the upstream; null when they are unknown. */
  readonly headers: UpstreamHeaders | null;
  readonly setting: (name: string) => Setting;
  /** Null when responses are not buffered, or when that is unknown. */
  readonly buffering: 'set' | 'default' | null;
  /** X-Accel-Buffering as a header of the request. */
  readonly misplacedHeader: Directive | undefined;
  readonly placeOf: (name: string, at?: LinePosition) => SourceLocation;
}

/** What the rules for nginx check. */
export interface NginxModel extends Configuration {
  /** The locations with proxy_pass. */
  readonly httpLocations: readonly ProxyLocation[];
}

export function collectProxyLocations(configuration: Configuration, skipped: SkipLog): ProxyLocation[] {
  return configuration.servers.flatMap((server) => {
    const routes = groupRoutesByLocation(server);
    return flattenLocations(server.locations).flatMap((location): ProxyLocation[] => {
      const [own] = location.chain;
      if (own === undefined) return [];
      const placeOf = (name: string, at: LinePosition = location.at) => own.placeOf(name, at);
      for (const part of own.directives)
        if (part.name === 'if' && part.block?.some(({ name }) => name === 'proxy_pass'))
          skipped.add(placeOf('if', part), 'a conditional proxy_pass is not followed');
      const pass = own.directives.find(({ name }) => name === 'proxy_pass' || name === 'grpc_pass');
      if (pass === undefined) return [];
      const target = resolveTarget(pass.args[0] ?? '', location);
      const host = parseHost(target);
      if (host !== null)
        return [
          {
            server,
            location,
            pass,
            host,
            isResolvedAtStart: target === pass.args[0],
            upstream: configuration.upstreams.get(host) ?? null,
            routes: routes.get(location) ?? [],
            headers: findHeaders(location.chain),
            setting: (name) => findSetting(location.chain, name),
            buffering: readBuffering(location.chain),
            misplacedHeader: own.directives.find(isMisplacedHeader),
            placeOf,
          },
        ];
      skipped.add(placeOf(pass.name, pass), 'its target depends on the request');
      return [];
    });
  });
}

function readBuffering(chain: Chain): ProxyLocation['buffering'] {
  const setting = findSetting(chain, 'proxy_buffering');
  if (setting.kind === 'set') return setting.directive.args[0] === 'on' ? 'set' : null;
  return setting.kind === 'absent' ? 'default' : null;
}

/** nginx reads X-Accel-Buffering in responses only. */
const isMisplacedHeader = ({ name, args: [header = '', value] }: Directive): boolean =>
  name === 'proxy_set_header' && header.toLowerCase() === 'x-accel-buffering' && value === 'no';

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
