import type { FactName } from '../../../../app/contract/facts.ts';
import type { Found, Place, Unread, Way } from '../../source.ts';
import type { Configuration } from './configuration.ts';
import { hostsOf, type Proxied } from './proxy-locations.ts';
import { flawsBefore } from './rostrum-upstream.ts';
import { headersOf, type Setting, settingOf } from './scope.ts';
import { timeOf } from './units.ts';

/** What nginx does when it is not told, from its documentation. */
const defaults = { readMs: 60_000, idleMs: 60_000 };

/** Ways of one run; more are not looked at. */
const waysMax = 300;

/**
 * How long nginx waits for an answer and how long it keeps a connection that nothing happens on are two ways: the one
 * does not limit the other, as it does in a balancer.
 */
const waiting = new Set(['deadline-before-gateway', 'heartbeat-twice-within-gateway-timeout']);
const kept = new Set(['keep-alive-outlives-gateway']);

export function waysOf(configuration: Configuration, proxied: readonly Proxied[]) {
  const unread: Unread[] = [];
  const ways = proxied.slice(0, waysMax).flatMap((one): Way[] => {
    const { server, location, host } = one;
    const name = `${server.label} ${location.label} (line ${location.line}) → ${host}`;
    const onward = {
      hosts: hostsOf(one),
      classes: new Set(one.routes.map((route) => route.class)),
      flawsBefore: flawsBefore(configuration, one),
    };
    const common = { contract: null, onward };
    const idle = idleOf(one, unread);
    return [
      { ...common, name, facts: waitingFacts(one, unread), judgedBy: waiting },
      ...(idle === null
        ? []
        : [
            {
              ...common,
              name: `${name}, kept connections`,
              facts: new Map([['edge.gatewayIdleMs', idle] as const]),
              judgedBy: kept,
            },
          ]),
    ];
  });
  return { ways, unread };
}

function waitingFacts({ location, placeOf }: Proxied, unread: Unread[]): Map<FactName, Found> {
  // The place is that of the server, so that one finding tells of all its locations.
  const around = location.chain[1];
  const place = around?.placeOf('keepalive_timeout', around.line) ?? placeOf('keepalive_timeout');
  const facts = new Map<FactName, Found>([['edge.gatewayIdleMs', { value: null, place, isDefault: true }]]);
  const read = timeIn(settingOf(location.chain, 'proxy_read_timeout'), defaults.readMs, unread);
  if (read !== null) facts.set('edge.gatewayReadMs', read);
  return facts;
}

/** How long a connection is kept; null where none is, or where it depends on the version of nginx. */
function idleOf(one: Proxied, unread: Unread[]): Found | null {
  if (one.upstream === null || !isReused(one)) return null;
  return timeIn(settingOf([one.upstream.scope], 'keepalive_timeout'), defaults.idleMs, unread);
}

/** Whether connections are surely kept for the next request, whatever the version. */
function isReused({ upstream, location: { chain } }: Proxied): boolean {
  const pool = upstream && settingOf([upstream.scope], 'keepalive');
  const version = settingOf(chain, 'proxy_http_version');
  return (
    pool?.kind === 'set' &&
    Number(pool.directive.args[0]) > 0 &&
    version.kind === 'set' &&
    version.directive.args[0] === '1.1' &&
    headersOf(chain)?.set.get('connection')?.value === ''
  );
}

function timeIn(setting: Setting, assumedMs: number, unread: Unread[]): Found | null {
  if (setting.kind === 'unknown') return null;
  const { place } = setting;
  if (setting.kind === 'absent') return { value: assumedMs, place, isDefault: true };
  const value = timeOf(setting.directive.args[0] ?? '');
  if (value === null) {
    unread.push(noTime(place));
    return null;
  }
  return { value, place, isDefault: false };
}

const noTime = (place: Place): Unread => ({ place, why: 'it is no time' });
