import type { Contract } from '../../../../app/contract/types/contract.ts';
import type { RouteClass } from '../../../../app/contract/types/http.ts';
import { formatQuantity } from '../../../shared/format.ts';
import type { Rule, Violation } from '../../types.ts';
import type { Configuration } from './configuration.ts';
import type { ProxyLocation } from './proxy-locations.ts';
import { findHeaders, findSetting } from './scope.ts';
import { parseNginxSize, parseNginxTime } from './units.ts';

export const bodiesRule: Rule = {
  id: 'gateway-takes-our-bodies',
  severity: 'error',
  summary: 'The gateway accepts the largest body that Rostrum accepts',
  rationale: 'a 413 from the gateway for documents that Rostrum would accept',
  fix: 'Raise client_max_body_size to the limit of the class, or set it to 0.',
};

const upgradeRule: Rule = {
  id: 'our-socket-upgrades',
  severity: 'error',
  summary: "The gateway forwards the upgrade headers for Rostrum's WebSocket path",
  rationale: 'WebSockets that never open, so that every viewer falls back to SSE',
  fix: 'Set proxy_http_version 1.1, and the headers Upgrade $http_upgrade and Connection "upgrade", in the location.',
};

const bufferingRule: Rule = {
  id: 'our-streams-pass',
  severity: 'error',
  summary: "The gateway does not buffer Rostrum's streams",
  rationale: 'text that arrives in bursts, or at the end',
  fix: 'Set proxy_buffering off in the location, or do not ignore X-Accel-Buffering.',
};

const reloadRule: Rule = {
  id: 'reload-outlasts-requests',
  severity: 'warning',
  summary: 'After a reload, old workers stay for the longest request',
  rationale:
    'responses cut off whenever the configuration changes, for example when an upstream server is added',
  fix: 'Raise worker_shutdown_timeout above the deadline of the api class, or leave it out.',
};

export const rostrumUpstreamRules: readonly Rule[] = [bodiesRule, upgradeRule, bufferingRule, reloadRule];

const MiB = 1024 * 1024;

/** Checks a location that proxies to Rostrum. */
export const checkRostrumUpstream =
  (configuration: Configuration, proxyLocation: ProxyLocation) =>
  (contract: Contract): Violation[] => {
    const has = (name: RouteClass) => proxyLocation.routes.some((route) => route.class === name);
    return [
      ...(proxyLocation.routes.some(({ takesUploads }) => takesUploads)
        ? checkBodies(proxyLocation, contract)
        : []),
      ...(has('api') ? checkReloads(configuration, contract) : []),
      ...(has('socket') ? checkSocket(proxyLocation) : []),
      ...(has('stream') ? checkStreams(proxyLocation) : []),
    ];
  };

function checkBodies({ location: { chain } }: ProxyLocation, { classes }: Contract): Violation[] {
  const setting = findSetting(chain, 'client_max_body_size');
  if (setting.kind === 'unknown') return [];
  const isDefault = setting.kind === 'absent';
  const limitBytes = isDefault ? MiB : parseNginxSize(setting.directive.args[0] ?? '');
  const neededBytes = classes.api.bodyBytesMax;
  // 0 means unlimited.
  if (limitBytes === null || limitBytes === 0 || limitBytes >= neededBytes) return [];
  const limit = `the limit is ${formatQuantity(limitBytes, 'bytes')}${isDefault ? ' (default)' : ''}`;
  return [
    {
      rule: bodiesRule,
      place: setting.place,
      message: `${limit}, and Rostrum accepts ${formatQuantity(neededBytes, 'bytes')}`,
    },
  ];
}

function checkReloads({ mains }: Configuration, { classes: { api } }: Contract): Violation[] {
  return mains.flatMap((main) => {
    const time = findSetting([main], 'worker_shutdown_timeout');
    const ms = time.kind === 'set' ? parseNginxTime(time.directive.args[0] ?? '') : null;
    if (time.kind !== 'set' || ms === null || api.deadlineMs === null || ms >= api.deadlineMs) return [];
    const message = `it is ${formatQuantity(ms, 'ms')}, and a request may take ${formatQuantity(api.deadlineMs, 'ms')}`;
    return [{ rule: reloadRule, place: time.place, message }];
  });
}

function checkSocket({ location: { chain }, placeOf }: ProxyLocation): Violation[] {
  const headers = findHeaders(chain);
  return headers === null || headers.set.has('upgrade')
    ? []
    : [{ rule: upgradeRule, place: placeOf('proxy_pass'), message: 'no header Upgrade is set' }];
}

/** Rostrum sends X-Accel-Buffering: no, so a stream is buffered only when the gateway ignores that header. */
function checkStreams({ location: { chain } }: ProxyLocation): Violation[] {
  const ignored = findSetting(chain, 'proxy_ignore_headers');
  const buffering = findSetting(chain, 'proxy_buffering');
  const isBuffered =
    buffering.kind === 'absent' || (buffering.kind === 'set' && buffering.directive.args[0] === 'on');
  if (ignored.kind !== 'set' || !isBuffered) return [];
  return ignored.directive.args.some((name) => name.toLowerCase() === 'x-accel-buffering')
    ? [
        {
          rule: bufferingRule,
          place: ignored.place,
          message: 'buffering is on, and X-Accel-Buffering is ignored',
        },
      ]
    : [];
}
