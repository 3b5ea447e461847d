import type { FactName } from '../../../../app/contract/facts.ts';
import type { SkipLog } from '../../parse/create-node.ts';
import { invariantIds } from '../../rules/invariants.ts';
import type { BodyLimit, FactValue, GatewayUpstream, RequestPath } from '../../types.ts';
import type { Configuration } from './configuration.ts';
import { type ProxyLocation, upstreamHosts } from './proxy-locations.ts';
import { findSetting, type Setting } from './scope.ts';
import { parseNginxSize, parseNginxTime } from './units.ts';

/** nginx's documented defaults. */
const defaults = { readMs: 60_000, idleMs: 60_000, bodyBytes: 1024 * 1024 };

/** Bounds the work for one configuration. */
const requestPathsMax = 300;

/**
 * The read timeout and the idle timeout of kept connections make two request paths: in nginx they are independent,
 * unlike in a load balancer.
 */
const responseInvariants = invariantIds('deadline-before-gateway', 'heartbeat-twice-within-gateway-timeout');
const idleInvariants = invariantIds('keep-alive-outlives-gateway');

export const collectProxyPaths = (
  configuration: Configuration,
  proxyLocations: readonly ProxyLocation[],
  skipped: SkipLog,
): RequestPath[] =>
  proxyLocations.slice(0, requestPathsMax).flatMap((proxyLocation): RequestPath[] => {
    const { server, location, host, pass, routes } = proxyLocation;
    const name = `${server.label} ${location.label} (line ${location.at.line}) → ${host}`;
    const upstream = {
      hosts: upstreamHosts(proxyLocation),
      routeClasses: new Set(routes.map((route) => route.class)),
      gateway: readGateway(proxyLocation, configuration),
      ...(proxyLocation.isResolvedAtStart ? { requiredAt: proxyLocation.placeOf(pass.name, pass) } : {}),
    };
    const common = { contract: null, upstream };
    const idle = readIdleTime(proxyLocation, skipped);
    const facts = responseFacts(proxyLocation, skipped);
    return [
      { ...common, name, facts, applicableInvariants: responseInvariants },
      ...(idle === null
        ? []
        : [
            {
              ...common,
              name: `${name}, kept connections`,
              facts: new Map([['edge.gatewayIdleMs', idle] as const]),
              applicableInvariants: idleInvariants,
            },
          ]),
    ];
  });

function readGateway(location: ProxyLocation, { mains }: Configuration): GatewayUpstream['gateway'] {
  const { headers, placeOf, setting, buffering } = location;
  const ignored = setting('proxy_ignore_headers');
  const isIgnored =
    ignored.kind === 'set' &&
    ignored.directive.args.some((name) => name.toLowerCase() === 'x-accel-buffering');
  return {
    bodyLimit: readBodyLimit(location),
    upgradeMissingAt: headers === null || headers.set.has('upgrade') ? null : placeOf('proxy_pass'),
    bufferedAt: isIgnored && buffering !== null ? ignored.place : null,
    reloadTimes: mains.flatMap((main) => {
      const time = findSetting([main], 'worker_shutdown_timeout');
      const ms = time.kind === 'set' ? parseNginxTime(time.directive.args[0] ?? '') : null;
      return time.kind === 'set' && ms !== null ? [{ ms, place: time.place }] : [];
    }),
  };
}

function readBodyLimit({ setting, routes }: ProxyLocation): BodyLimit | null {
  const limit = setting('client_max_body_size');
  if (limit.kind === 'unknown' || !routes.some(({ takesUploads }) => takesUploads)) return null;
  const bytes = limit.kind === 'absent' ? defaults.bodyBytes : parseNginxSize(limit.directive.args[0] ?? '');
  return bytes === null ? null : { bytes, isDefault: limit.kind === 'absent', place: limit.place };
}

function responseFacts(
  { location, pass, setting, placeOf }: ProxyLocation,
  skipped: SkipLog,
): Map<FactName, FactValue> {
  // Located at the server, so that one finding covers all of its locations.
  const serverScope = location.chain[1];
  const place = serverScope?.placeOf('keepalive_timeout', serverScope.at) ?? placeOf('keepalive_timeout');
  const facts = new Map<FactName, FactValue>([
    ['edge.gatewayIdleMs', { value: null, place, isDefault: true }],
  ]);
  const directive = pass.name === 'grpc_pass' ? 'grpc_read_timeout' : 'proxy_read_timeout';
  const read = readTime(setting(directive), defaults.readMs, skipped);
  if (read !== null) facts.set('edge.gatewayReadMs', read);
  return facts;
}

/** The idle timeout of connections that every version of nginx reuses; null when it keeps none. */
function readIdleTime(
  { upstream, pass, setting, headers }: ProxyLocation,
  skipped: SkipLog,
): FactValue | null {
  if (upstream === null || pass.name === 'grpc_pass') return null;
  const [pool, version] = [findSetting([upstream.scope], 'keepalive'), setting('proxy_http_version')];
  const isReused =
    pool.kind === 'set' &&
    Number(pool.directive.args[0]) > 0 &&
    version.kind === 'set' &&
    version.directive.args[0] === '1.1' &&
    headers?.set.get('connection')?.value === '';
  const time = findSetting([upstream.scope], 'keepalive_timeout');
  return isReused ? readTime(time, defaults.idleMs, skipped) : null;
}

function readTime(setting: Setting, defaultMs: number, skipped: SkipLog): FactValue | null {
  if (setting.kind === 'unknown') return null;
  const { place } = setting;
  if (setting.kind === 'absent') return { value: defaultMs, place, isDefault: true };
  const value = parseNginxTime(setting.directive.args[0] ?? '');
  if (value !== null) return { value, place, isDefault: false };
  skipped.add(place, 'it is not a duration');
  return null;
}
