import type { Configuration } from '../../models/nginx/configuration.ts';
import type { ProxyLocation } from '../../models/nginx/proxy-locations.ts';
import { findHeaders, findSetting } from '../../models/nginx/scope.ts';
import type { Rule, Violation } from '../../types.ts';
import { checkOtherPasses, passHasOwnTimes } from './pass-has-own-times.ts';
import { checkPool, checkUpstream, poolRules } from './pool.ts';
import { checkConnectTimeout, checkStreamLocation, streamRules } from './stream.ts';
import { checkUpgrade, upgradeRules } from './upgrade.ts';

const noRepeatedRequests: Rule = {
  id: 'nothing-done-twice',
  severity: 'warning',
  summary: 'Requests that are not idempotent are not retried on another server',
  rationale:
    'orders and payments made twice, because the first server handled the request but could not answer',
  fix: 'Remove non_idempotent from proxy_next_upstream.',
};

const headersInherited: Rule = {
  id: 'headers-taken-over',
  severity: 'note',
  summary: 'A level that sets a header for the upstream repeats the headers of the enclosing level',
  rationale: 'lost headers: a level with a proxy_set_header of its own inherits none',
  fix: 'Repeat them there, or set all of them on one level.',
};

const filesCoverConnections: Rule = {
  id: 'files-cover-connections',
  severity: 'warning',
  summary: 'The open-file limit of a worker covers its connections',
  rationale: 'connections refused with "too many open files" long before worker_connections is reached',
  fix: 'Raise worker_rlimit_nofile to twice worker_connections: a proxied request uses two files.',
};

const ownRules: readonly Rule[] = [noRepeatedRequests, headersInherited, filesCoverConnections];

export const nginxRules: readonly Rule[] = [
  ...ownRules,
  ...upgradeRules,
  ...poolRules,
  ...streamRules,
  passHasOwnTimes,
];

export function checkConfiguration(
  configuration: Configuration,
  proxyLocations: readonly ProxyLocation[],
): Violation[] {
  const violations = [
    ...proxyLocations.flatMap(checkLocation),
    ...[...configuration.upstreams.values()].flatMap(checkUpstream),
    ...configuration.mains.flatMap(checkMain),
    ...checkOtherPasses(configuration),
  ];
  const keyed = violations.map(
    (violation) => [JSON.stringify([violation.rule.id, violation.place]), violation] as const,
  );
  return [...new Map(keyed).values()];
}

function checkLocation(one: ProxyLocation): Violation[] {
  if (one.pass.name === 'grpc_pass') return [];
  const { chain } = one.location;
  const headers = findHeaders(chain);
  const retrySetting = findSetting(chain, 'proxy_next_upstream');
  const retriesUnsafe = retrySetting.kind === 'set' && retrySetting.directive.args.includes('non_idempotent');
  return [
    ...(retriesUnsafe
      ? [
          {
            rule: noRepeatedRequests,
            place: retrySetting.place,
            message: retrySetting.directive.args.join(' '),
          },
        ]
      : []),
    ...checkStreamLocation(one),
    ...checkConnectTimeout(one),
    ...(headers === null
      ? []
      : [...checkUpgrade(one, headers), ...checkPool(one, headers), ...checkInheritedHeaders(one)]),
  ];
}

/** Compares with the nearest enclosing level that sets headers: headers further out are lost there already. */
function checkInheritedHeaders({ location: { chain }, placeOf }: ProxyLocation): Violation[] {
  const [innermost, ...enclosing] = chain;
  const inner = findHeaders(innermost ? [innermost] : []);
  const outer = findHeaders(enclosing);
  if (inner === null || outer === null || inner.set.size === 0) return [];
  const lostHeaders = [...outer.set]
    .filter(([name, { value }]) => !inner.set.has(name) && value !== '')
    .map(([name]) => name);
  const from = outer.scope.placeOf('', null).resource;
  const place = placeOf('proxy_set_header', [...inner.set.values()][0]);
  return lostHeaders.length > 0
    ? [
        {
          rule: headersInherited,
          place,
          message: `${lostHeaders.join(', ')} of ${from} ${lostHeaders.length === 1 ? 'is' : 'are'} not set here`,
        },
      ]
    : [];
}

function checkMain(main: Configuration['mains'][number]): Violation[] {
  const limit = main.directives.find(({ name }) => name === 'worker_rlimit_nofile');
  const events = main.directives.find(({ name }) => name === 'events');
  const max = events?.block?.find(({ name }) => name === 'worker_connections');
  const [opened, connections] = [Number(limit?.args[0]), Number(max?.args[0])];
  if (limit === undefined || !(opened < connections)) return [];
  const message = `${opened} files for ${connections} connections`;
  return [{ rule: filesCoverConnections, place: main.placeOf('worker_rlimit_nofile', limit), message }];
}
