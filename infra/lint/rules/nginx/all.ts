import type { Configuration } from '../../models/nginx/configuration.ts';
import type { Proxied } from '../../models/nginx/proxy-locations.ts';
import { headersOf, settingOf } from '../../models/nginx/scope.ts';
import type { Flaw, Rule } from '../../source.ts';
import { ofPool, ofUpstream, poolRules } from './pool.ts';
import { ofConnecting, ofStream, streamRules } from './stream.ts';
import { ofUpgrade, upgradeRules } from './upgrade.ts';

const twice: Rule = {
  id: 'nothing-done-twice',
  severity: 'warning',
  summary: 'What is not idempotent is not sent to a second server',
  prevents: 'orders and payments that are made twice, because the first server did it and could not say so',
  fix: 'Take non_idempotent out of proxy_next_upstream.',
};

const lost: Rule = {
  id: 'headers-taken-over',
  severity: 'note',
  summary: 'A level that sets a header for the upstream repeats those of the level around it',
  prevents: 'headers that are gone: a level with one proxy_set_header of its own takes over none',
  fix: 'Repeat them there, or move all of them to one level.',
};

const files: Rule = {
  id: 'files-cover-connections',
  severity: 'warning',
  summary: 'A worker may open at least as many files as connections',
  prevents:
    'connections that are refused with "too many open files" long before worker_connections is reached',
  fix: 'Raise worker_rlimit_nofile to twice worker_connections: a request that is handed on takes two.',
};

const own: readonly Rule[] = [twice, lost, files];

export const nginxRules: readonly Rule[] = [...own, ...upgradeRules, ...poolRules, ...streamRules];

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
    ...[...ofStream(one), ...ofConnecting(one)],
    ...(headers === null ? [] : [...ofUpgrade(one, headers), ...ofPool(one, headers), ...ofLost(one)]),
  ];
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
  const from = outer.scope.placeOf('', null).resource;
  const at = placeOf('proxy_set_header', [...inner.set.values()][0]?.line);
  return gone.length > 0
    ? [
        {
          rule: lost,
          place: at,
          message: `${gone.join(', ')} of ${from} ${gone.length === 1 ? 'is' : 'are'} not set here`,
        },
      ]
    : [];
}

function ofMain(main: Configuration['mains'][number]): Flaw[] {
  const limit = main.directives.find(({ name }) => name === 'worker_rlimit_nofile');
  const events = main.directives.find(({ name }) => name === 'events');
  const most = events?.block?.find(({ name }) => name === 'worker_connections');
  const [opened, connections] = [Number(limit?.args[0]), Number(most?.args[0])];
  if (limit === undefined || !(opened < connections)) return [];
  const message = `${opened} files for ${connections} connections`;
  return [{ rule: files, place: main.placeOf('worker_rlimit_nofile', limit.line), message }];
}
