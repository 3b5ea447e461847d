import type { FactName } from '../../../../app/contract/facts.ts';
import { invariantIds } from '../../invariant-ids.ts';
import type { FactValue, RequestPath, SkippedValue, SourceLocation } from '../../types.ts';
import type { Configuration } from './configuration.ts';
import { type ProxyLocation, upstreamHosts } from './proxy-locations.ts';
import { checkRostrumUpstream } from './rostrum-upstream.ts';
import { findHeaders, findSetting, type Setting } from './scope.ts';
import { parseNginxTime } from './units.ts';

/** nginx's documented defaults. */
const defaults = { readMs: 60_000, idleMs: 60_000 };

/** Bounds the work for one configuration. */
const requestPathsMax = 300;

/**
 * The read timeout and the idle timeout of kept connections make two request paths: in nginx they are independent,
 * unlike in a load balancer.
 */
const responseInvariants = invariantIds('deadline-before-gateway', 'heartbeat-twice-within-gateway-timeout');
const idleInvariants = invariantIds('keep-alive-outlives-gateway');

export function collectProxyPaths(configuration: Configuration, proxyLocations: readonly ProxyLocation[]) {
  const skipped: SkippedValue[] = [];
  const requestPaths = proxyLocations.slice(0, requestPathsMax).flatMap((proxyLocation): RequestPath[] => {
    const { server, location, host } = proxyLocation;
    const name = `${server.label} ${location.label} (line ${location.at.line}) → ${host}`;
    const upstream = {
      hosts: upstreamHosts(proxyLocation),
      routeClasses: new Set(proxyLocation.routes.map((route) => route.class)),
      findViolations: checkRostrumUpstream(configuration, proxyLocation),
      ...(proxyLocation.isResolvedAtStart
        ? { requiredAt: proxyLocation.placeOf(proxyLocation.pass.name, proxyLocation.pass) }
        : {}),
    };
    const common = { contract: null, upstream };
    const idle = readIdleTime(proxyLocation, skipped);
    return [
      {
        ...common,
        name,
        facts: responseFacts(proxyLocation, skipped),
        applicableInvariants: responseInvariants,
      },
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
  return { requestPaths, skipped };
}

function responseFacts(
  { location, pass, placeOf }: ProxyLocation,
  skipped: SkippedValue[],
): Map<FactName, FactValue> {
  // Located at the server, so that one finding covers all of its locations.
  const serverScope = location.chain[1];
  const place = serverScope?.placeOf('keepalive_timeout', serverScope.at) ?? placeOf('keepalive_timeout');
  const facts = new Map<FactName, FactValue>([
    ['edge.gatewayIdleMs', { value: null, place, isDefault: true }],
  ]);
  const directive = pass.name === 'grpc_pass' ? 'grpc_read_timeout' : 'proxy_read_timeout';
  const read = readTime(findSetting(location.chain, directive), defaults.readMs, skipped);
  if (read !== null) facts.set('edge.gatewayReadMs', read);
  return facts;
}

/** The idle timeout of kept connections; null when none are kept, or when it depends on nginx's version. */
function readIdleTime(proxyLocation: ProxyLocation, skipped: SkippedValue[]): FactValue | null {
  if (proxyLocation.upstream === null || !isReused(proxyLocation)) return null;
  return readTime(findSetting([proxyLocation.upstream.scope], 'keepalive_timeout'), defaults.idleMs, skipped);
}

/** Whether connections are reused in every version of nginx. */
function isReused({ upstream, pass, location: { chain } }: ProxyLocation): boolean {
  if (pass.name === 'grpc_pass') return false;
  const pool = upstream && findSetting([upstream.scope], 'keepalive');
  const version = findSetting(chain, 'proxy_http_version');
  return (
    pool?.kind === 'set' &&
    Number(pool.directive.args[0]) > 0 &&
    version.kind === 'set' &&
    version.directive.args[0] === '1.1' &&
    findHeaders(chain)?.set.get('connection')?.value === ''
  );
}

function readTime(setting: Setting, defaultMs: number, skipped: SkippedValue[]): FactValue | null {
  if (setting.kind === 'unknown') return null;
  const { place } = setting;
  if (setting.kind === 'absent') return { value: defaultMs, place, isDefault: true };
  const value = parseNginxTime(setting.directive.args[0] ?? '');
  if (value === null) {
    skipped.push(invalidTime(place));
    return null;
  }
  return { value, place, isDefault: false };
}

const invalidTime = (place: SourceLocation): SkippedValue => ({ place, reason: 'it is not a duration' });
