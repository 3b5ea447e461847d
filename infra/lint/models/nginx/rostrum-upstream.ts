import type { Contract, RouteClass } from '../../../../app/contract/types/contract.ts';
import { formatQuantity } from '../../../shared/format.ts';
import type { Flaw, Rule } from '../../source.ts';
import type { Configuration } from './configuration.ts';
import type { Proxied } from './proxy-locations.ts';
import { headersOf, settingOf } from './scope.ts';
import { sizeOf, timeOf } from './units.ts';

export const bodies: Rule = {
  id: 'gateway-takes-our-bodies',
  severity: 'error',
  summary: 'A gateway takes the largest body that our own limit allows',
  prevents: 'a bare 413 of the gateway for documents that the program would take',
  fix: 'Raise client_max_body_size to the limit of the class, or set it to 0.',
};

const upgrade: Rule = {
  id: 'our-socket-upgrades',
  severity: 'error',
  summary: 'The path of our socket passes the headers of an upgrade on',
  prevents: 'sockets that never open, so that every viewer falls back to streams',
  fix: 'Set proxy_http_version 1.1, and the headers Upgrade $http_upgrade and Connection "upgrade", in the location.',
};

const held: Rule = {
  id: 'our-streams-pass',
  severity: 'error',
  summary: 'A gateway does not hold back what our streams write',
  prevents: 'text that arrives in lumps, or at the end',
  fix: 'Set proxy_buffering off in the location, or do not ignore X-Accel-Buffering.',
};

const reload: Rule = {
  id: 'reload-outlasts-requests',
  severity: 'warning',
  summary: 'After a reload, old workers live as long as a request may take',
  prevents: 'answers that are cut off whenever the configuration changes, as when a process joins or leaves',
  fix: 'Raise worker_shutdown_timeout above the deadline of the api class, or leave it out.',
};

export const oursRules: readonly Rule[] = [bodies, upgrade, held, reload];

const MiB = 1024 * 1024;

/** What is wrong with a location when our own program stands behind it. */
export const flawsBefore =
  (configuration: Configuration, proxied: Proxied) =>
  (contract: Contract): Flaw[] => {
    const has = (name: RouteClass) => proxied.routes.some((route) => route.class === name);
    return [
      ...(proxied.routes.some(({ takesUploads }) => takesUploads) ? ofBodies(proxied, contract) : []),
      ...(has('api') ? ofReloads(configuration, contract) : []),
      ...(has('socket') ? ofSocket(proxied) : []),
      ...(has('stream') ? ofStreams(proxied) : []),
    ];
  };

function ofBodies({ location: { chain } }: Proxied, { classes }: Contract): Flaw[] {
  const setting = settingOf(chain, 'client_max_body_size');
  if (setting.kind === 'unknown') return [];
  const isDefault = setting.kind === 'absent';
  const taken = isDefault ? MiB : sizeOf(setting.directive.args[0] ?? '');
  const needed = classes.api.bodyBytesMax;
  // 0 is no limit.
  if (taken === null || taken === 0 || taken >= needed) return [];
  const takes = `it takes ${formatQuantity(taken, 'bytes')}${isDefault ? ' (the default)' : ''}`;
  return [
    { rule: bodies, place: setting.place, message: `${takes}, and we ${formatQuantity(needed, 'bytes')}` },
  ];
}

function ofReloads({ mains }: Configuration, { classes: { api } }: Contract): Flaw[] {
  return mains.flatMap((main) => {
    const time = settingOf([main], 'worker_shutdown_timeout');
    const ms = time.kind === 'set' ? timeOf(time.directive.args[0] ?? '') : null;
    if (time.kind !== 'set' || ms === null || api.deadlineMs === null || ms >= api.deadlineMs) return [];
    const found = `it is ${formatQuantity(ms, 'ms')}, and a request may take ${formatQuantity(api.deadlineMs, 'ms')}`;
    return [{ rule: reload, place: time.place, found }];
  });
}

function ofSocket({ location: { chain }, placeOf }: Proxied): Flaw[] {
  const headers = headersOf(chain);
  return headers === null || headers.set.has('upgrade')
    ? []
    : [{ rule: upgrade, place: placeOf('proxy_pass'), message: 'no header Upgrade is set' }];
}

/** We say X-Accel-Buffering: no ourselves, so that only who ignores it holds a stream back. */
function ofStreams({ location: { chain } }: Proxied): Flaw[] {
  const ignored = settingOf(chain, 'proxy_ignore_headers');
  const buffering = settingOf(chain, 'proxy_buffering');
  const isBuffered =
    buffering.kind === 'absent' || (buffering.kind === 'set' && buffering.directive.args[0] === 'on');
  if (ignored.kind !== 'set' || !isBuffered) return [];
  return ignored.directive.args.some((name) => name.toLowerCase() === 'x-accel-buffering')
    ? [{ rule: held, place: ignored.place, message: 'buffering is on, and what we say about it is ignored' }]
    : [];
}
