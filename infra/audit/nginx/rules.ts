import { isSocketPath } from '../cloudformation/rules/paths.ts';
import type { Flaw, Rule } from '../source.ts';
import type { Configuration } from './configuration.ts';
import type { Proxied } from './proxied.ts';
import { headersOf, settingOf } from './scope.ts';

const version: Rule = {
  id: 'upgrade-over-http-1-1',
  severity: 'error',
  says: 'A location that passes upgrades on speaks HTTP/1.1 to the upstream, and says Connection: upgrade',
  prevents: 'sockets that never open',
  fix: 'Set proxy_http_version 1.1 and proxy_set_header Connection "upgrade" beside the Upgrade header.',
};

const older: Rule = {
  ...version,
  id: 'upgrade-version-said',
  severity: 'warning',
  says: 'A location that passes upgrades on says proxy_http_version 1.1, which older versions of nginx need',
  prevents: 'sockets that never open on nginx before 1.29.7, which speaks HTTP/1.0 unless told otherwise',
};

const socket: Rule = {
  id: 'socket-path-upgrades',
  severity: 'warning',
  says: 'A path that is called after sockets passes the headers of an upgrade on',
  prevents: 'sockets that never open, or that fall back to polling',
  fix: 'Set proxy_set_header Upgrade $http_upgrade and Connection "upgrade", and proxy_http_version 1.1.',
};

const pool: Rule = {
  id: 'upstream-keepalive-used',
  severity: 'warning',
  says: 'Connections that an upstream may keep are kept',
  prevents: 'a new connection for each request, and ports that run out under load, although keepalive is set',
  fix: 'Set proxy_http_version 1.1 and proxy_set_header Connection "" where proxy_pass stands.',
};

const poolOlder: Rule = {
  ...pool,
  id: 'upstream-keepalive-said',
  severity: 'note',
  says: 'Where an upstream may keep connections, what older versions of nginx need for it is said',
  prevents: 'a new connection for each request on nginx before 1.29.7, although keepalive is set',
};

const order: Rule = {
  id: 'balancing-before-keepalive',
  severity: 'warning',
  says: 'An upstream says how it balances before it says how many connections it keeps',
  prevents: 'connections that are not kept: nginx warns that the method is redefined, and forgets keepalive',
  fix: 'Move keepalive below the method.',
};

const twice: Rule = {
  id: 'nothing-done-twice',
  severity: 'warning',
  says: 'What is not idempotent is not sent to a second server',
  prevents: 'orders and payments that are made twice, because the first server did it and could not say so',
  fix: 'Take non_idempotent out of proxy_next_upstream.',
};

const lost: Rule = {
  id: 'headers-taken-over',
  severity: 'note',
  says: 'A level that sets a header for the upstream repeats those of the level around it',
  prevents: 'headers that are gone: a level with one proxy_set_header of its own takes over none',
  fix: 'Repeat them there, or move all of them to one level.',
};

const files: Rule = {
  id: 'files-cover-connections',
  severity: 'warning',
  says: 'A worker may open at least as many files as connections',
  prevents:
    'connections that are refused with "too many open files" long before worker_connections is reached',
  fix: 'Raise worker_rlimit_nofile to twice worker_connections: a request that is handed on takes two.',
};

export const nginxRules: readonly Rule[] = [
  version,
  older,
  socket,
  pool,
  poolOlder,
  order,
  twice,
  lost,
  files,
];

export function flawsOf(configuration: Configuration, proxied: readonly Proxied[]): Flaw[] {
  const flaws = [
    ...proxied.flatMap(ofLocation),
    ...[...configuration.upstreams.values()].flatMap(ofUpstream),
    ...configuration.mains.flatMap(ofMain),
  ];
  const keyed = flaws.map((flaw) => [JSON.stringify([flaw.rule.id, flaw.place]), flaw] as const);
  return [...new Map(keyed).values()];
}

function ofLocation(one: Proxied): Flaw[] {
  const { chain } = one.location;
  const headers = headersOf(chain);
  const again = settingOf(chain, 'proxy_next_upstream');
  const retried = again.kind === 'set' && again.directive.args.includes('non_idempotent');
  return [
    ...(retried ? [{ rule: twice, place: again.place, found: again.directive.args.join(' ') }] : []),
    ...(headers === null
      ? []
      : [...ofUpgrade(one, headers.set), ...ofPool(one, headers.set), ...ofLost(one)]),
  ];
}

type Headers = NonNullable<ReturnType<typeof headersOf>>['set'];

function ofUpgrade({ location, placeOf }: Proxied, headers: Headers): Flaw[] {
  const { chain, modifier, pattern } = location;
  const asked = headers.get('upgrade');
  if (asked === undefined)
    return ['', '=', '^~'].includes(modifier) && isSocketPath(pattern)
      ? [{ rule: socket, place: placeOf('proxy_pass'), found: `${pattern} sets no header Upgrade` }]
      : [];
  if (asked.value === '') return [];
  const connection = headers.get('connection');
  const said = settingOf(chain, 'proxy_http_version');
  const spoken = said.kind === 'set' ? said.directive.args[0] : undefined;
  if (connection === undefined)
    return [
      {
        rule: version,
        place: placeOf('proxy_set_header Upgrade', asked.line),
        found: 'no header Connection is set',
      },
    ];
  if (!/upgrade|\$/i.test(connection.value)) {
    const found = `Connection is "${connection.value}"`;
    return [{ rule: version, place: placeOf('proxy_set_header Connection', connection.line), found }];
  }
  if (spoken === '1.0' && said.kind === 'set')
    return [{ rule: version, place: said.place, found: 'proxy_http_version is 1.0' }];
  return said.kind === 'absent'
    ? [
        {
          rule: older,
          place: placeOf('proxy_set_header Upgrade', asked.line),
          found: 'proxy_http_version is not set',
        },
      ]
    : [];
}

function ofPool({ upstream, location: { chain }, placeOf }: Proxied, headers: Headers): Flaw[] {
  const kept = upstream && settingOf([upstream.scope], 'keepalive');
  if (kept?.kind !== 'set' || !(Number(kept.directive.args[0]) > 0) || headers.get('upgrade')) return [];
  const said = settingOf(chain, 'proxy_http_version');
  const connection = headers.get('connection');
  const keeps = `${kept.place.resource} keeps ${kept.directive.args[0]}`;
  if (said.kind === 'set' && said.directive.args[0] === '1.0')
    return [{ rule: pool, place: said.place, found: `${keeps}, and proxy_http_version is 1.0` }];
  if (connection?.value.toLowerCase() === 'close')
    return [
      {
        rule: pool,
        place: placeOf('proxy_set_header Connection', connection.line),
        found: `${keeps}, and Connection is close`,
      },
    ];
  const missing = [
    ...(said.kind === 'absent' ? ['proxy_http_version'] : []),
    ...(connection === undefined ? ['the header Connection'] : []),
  ];
  return missing.length > 0
    ? [
        {
          rule: poolOlder,
          place: placeOf('proxy_pass'),
          found: `${keeps}, and ${missing.join(' and ')} is not set`,
        },
      ]
    : [];
}

/** Only what stands right around: further out, nobody would have seen it anyway. */
function ofLost({ location: { chain }, placeOf }: Proxied): Flaw[] {
  const [own, ...around] = chain;
  const inner = headersOf(own ? [own] : []);
  const outer = headersOf(around);
  if (inner === null || outer === null || inner.set.size === 0) return [];
  const gone = [...outer.set]
    .filter(([name, { value }]) => !inner.set.has(name) && value !== '')
    .map(([name]) => name);
  const at = placeOf('proxy_set_header', [...inner.set.values()][0]?.line);
  return gone.length > 0
    ? [
        {
          rule: lost,
          place: at,
          found: `${gone.join(', ')} of ${outer.scope.placeOf('', null).resource} are not set here`,
        },
      ]
    : [];
}

const methods = new Set(['least_conn', 'ip_hash', 'hash', 'random', 'least_time']);

function ofUpstream({ scope }: { scope: Configuration['mains'][number] }): Flaw[] {
  const kept = scope.directives.findIndex(({ name }) => name === 'keepalive');
  const late = scope.directives.find(({ name }, index) => kept >= 0 && index > kept && methods.has(name));
  return late === undefined
    ? []
    : [
        {
          rule: order,
          place: scope.placeOf(late.name, late.line),
          found: `${late.name} stands below keepalive`,
        },
      ];
}

function ofMain(main: Configuration['mains'][number]): Flaw[] {
  const limit = main.directives.find(({ name }) => name === 'worker_rlimit_nofile');
  const events = main.directives.find(({ name }) => name === 'events');
  const most = events?.block?.find(({ name }) => name === 'worker_connections');
  const [opened, connections] = [Number(limit?.args[0]), Number(most?.args[0])];
  if (limit === undefined || !(opened < connections)) return [];
  const found = `${opened} files for ${connections} connections`;
  return [{ rule: files, place: main.placeOf('worker_rlimit_nofile', limit.line), found }];
}
