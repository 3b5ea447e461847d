import type { Upstream } from '../../models/nginx/configuration.ts';
import type { ProxyLocation } from '../../models/nginx/proxy-locations.ts';
import { findSetting } from '../../models/nginx/scope.ts';
import type { Rule, Violation } from '../../types.ts';
import { locateHeader, type UpstreamHeaders } from './headers.ts';

const keepaliveUsed: Rule = {
  id: 'upstream-keepalive-used',
  severity: 'warning',
  summary: 'Connections to an upstream with keepalive are reused',
  rationale: 'a new connection for each request, and no free ports under load, although keepalive is set',
  fix: 'Set proxy_http_version 1.1 and proxy_set_header Connection "" next to proxy_pass.',
};

const keepaliveExplicit: Rule = {
  ...keepaliveUsed,
  id: 'upstream-keepalive-said',
  severity: 'note',
  summary: 'The settings that older versions of nginx need for keepalive are explicit',
  rationale: 'a new connection for each request on nginx before 1.29.7, although keepalive is set',
};

const methodBeforeKeepalive: Rule = {
  id: 'balancing-before-keepalive',
  severity: 'warning',
  summary: 'An upstream sets its balancing method before keepalive',
  rationale: 'connections that are not reused: nginx warns that the method is redefined, and drops keepalive',
  fix: 'Move keepalive below the method.',
};

export const poolRules: readonly Rule[] = [keepaliveUsed, keepaliveExplicit, methodBeforeKeepalive];

/** Finds locations that close the connections that their upstream could keep. */
export function checkPool(
  { upstream, location: { chain }, placeOf }: ProxyLocation,
  headers: UpstreamHeaders,
): Violation[] {
  const keepalive = upstream && findSetting([upstream.scope], 'keepalive');
  if (keepalive?.kind !== 'set' || !(Number(keepalive.directive.args[0]) > 0) || headers.set.get('upgrade'))
    return [];
  const versionSetting = findSetting(chain, 'proxy_http_version');
  const connection = headers.set.get('connection');
  const keptText = `${keepalive.place.resource} keeps ${keepalive.directive.args[0]}`;
  if (versionSetting.kind === 'set' && versionSetting.directive.args[0] === '1.0')
    return [
      {
        rule: keepaliveUsed,
        place: versionSetting.place,
        message: `${keptText}, and proxy_http_version is 1.0`,
      },
    ];
  if (connection?.value.toLowerCase() === 'close')
    return [
      {
        rule: keepaliveUsed,
        place: locateHeader(headers, 'Connection', connection),
        message: `${keptText}, and Connection is close`,
      },
    ];
  const missing = [
    ...(versionSetting.kind === 'absent' ? ['proxy_http_version'] : []),
    ...(connection === undefined ? ['the header Connection'] : []),
  ];
  return missing.length > 0
    ? [
        {
          rule: keepaliveExplicit,
          place: placeOf('proxy_pass'),
          message: `${keptText}, and ${missing.join(' and ')} is not set`,
        },
      ]
    : [];
}

const methods = new Set(['least_conn', 'ip_hash', 'hash', 'random', 'least_time']);

export function checkUpstream({ scope }: Upstream): Violation[] {
  const keepalive = scope.directives.findIndex(({ name }) => name === 'keepalive');
  const lateMethod = scope.directives.find(
    ({ name }, index) => keepalive >= 0 && index > keepalive && methods.has(name),
  );
  return lateMethod === undefined
    ? []
    : [
        {
          rule: methodBeforeKeepalive,
          place: scope.placeOf(lateMethod.name, lateMethod),
          message: `${lateMethod.name} is below keepalive`,
        },
      ];
}
