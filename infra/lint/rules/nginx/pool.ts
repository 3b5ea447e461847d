import type { Upstream } from '../../models/nginx/configuration.ts';
import type { Proxied } from '../../models/nginx/proxy-locations.ts';
import { settingOf } from '../../models/nginx/scope.ts';
import type { Flaw, Rule } from '../../source.ts';
import { type Headers, placeOfHeader } from './headers.ts';

const pool: Rule = {
  id: 'upstream-keepalive-used',
  severity: 'warning',
  summary: 'Connections that an upstream may keep are kept',
  prevents: 'a new connection for each request, and ports that run out under load, although keepalive is set',
  fix: 'Set proxy_http_version 1.1 and proxy_set_header Connection "" where proxy_pass stands.',
};

const poolOlder: Rule = {
  ...pool,
  id: 'upstream-keepalive-said',
  severity: 'note',
  summary: 'Where an upstream may keep connections, what older versions of nginx need for it is said',
  prevents: 'a new connection for each request on nginx before 1.29.7, although keepalive is set',
};

const order: Rule = {
  id: 'balancing-before-keepalive',
  severity: 'warning',
  summary: 'An upstream says how it balances before it says how many connections it keeps',
  prevents: 'connections that are not kept: nginx warns that the method is redefined, and forgets keepalive',
  fix: 'Move keepalive below the method.',
};

export const poolRules: readonly Rule[] = [pool, poolOlder, order];

/** Connections that an upstream may keep, and a location that closes them. */
export function ofPool({ upstream, location: { chain }, placeOf }: Proxied, headers: Headers): Flaw[] {
  const kept = upstream && settingOf([upstream.scope], 'keepalive');
  if (kept?.kind !== 'set' || !(Number(kept.directive.args[0]) > 0) || headers.set.get('upgrade')) return [];
  const said = settingOf(chain, 'proxy_http_version');
  const connection = headers.set.get('connection');
  const keeps = `${kept.place.resource} keeps ${kept.directive.args[0]}`;
  if (said.kind === 'set' && said.directive.args[0] === '1.0')
    return [{ rule: pool, place: said.place, message: `${keeps}, and proxy_http_version is 1.0` }];
  if (connection?.value.toLowerCase() === 'close')
    return [
      {
        rule: pool,
        place: placeOfHeader(headers, 'Connection', connection),
        message: `${keeps}, and Connection is close`,
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
          message: `${keeps}, and ${missing.join(' and ')} is not set`,
        },
      ]
    : [];
}

const methods = new Set(['least_conn', 'ip_hash', 'hash', 'random', 'least_time']);

export function ofUpstream({ scope }: Upstream): Flaw[] {
  const kept = scope.directives.findIndex(({ name }) => name === 'keepalive');
  const late = scope.directives.find(({ name }, index) => kept >= 0 && index > kept && methods.has(name));
  return late === undefined
    ? []
    : [
        {
          rule: order,
          place: scope.placeOf(late.name, late.line),
          message: `${late.name} stands below keepalive`,
        },
      ];
}
