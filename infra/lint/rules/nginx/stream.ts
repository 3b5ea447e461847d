import type { ProxyLocation } from '../../models/nginx/proxy-locations.ts';
import { findSetting } from '../../models/nginx/scope.ts';
import { parseNginxTime } from '../../models/nginx/units.ts';
import type { Rule, Violation } from '../../types.ts';

const bufferingHeaderMisplaced: Rule = {
  id: 'buffering-switched-off-here',
  severity: 'warning',
  summary: 'Buffering is disabled in nginx, not with a request header',
  rationale: 'streams that arrive in bursts: nginx reads X-Accel-Buffering in responses only',
  fix: 'Set proxy_buffering off in the location, and remove the header.',
};

const streamUnbuffered: Rule = {
  id: 'stream-path-unbuffered',
  severity: 'note',
  summary: 'A path named for event streams is not buffered',
  rationale: 'events that arrive in bursts, or at the end, unless the program sends X-Accel-Buffering: no',
  fix: 'Set proxy_buffering off in the location.',
};

const connectTimeoutReachable: Rule = {
  id: 'connect-within-kernel-limit',
  severity: 'note',
  summary: 'proxy_connect_timeout is not longer than the kernel tries to connect',
  rationale:
    'a wait that ends earlier than the setting says: with its default of 6 retries, Linux gives up after 130 s',
  fix: 'Set proxy_connect_timeout to a few seconds; proxy_read_timeout is for slow responses.',
};

export const streamRules: readonly Rule[] = [
  bufferingHeaderMisplaced,
  streamUnbuffered,
  connectTimeoutReachable,
];

/** Path segments that mean nothing else. */
const streamPath = /(?:^|\/)(?:sse|event-?streams?|eventsource)(?:\/|$)/i;

export function checkStreamLocation({ location, placeOf, routes }: ProxyLocation): Violation[] {
  const { chain, modifier, pattern } = location;
  const [own] = chain;
  const buffering = findSetting(chain, 'proxy_buffering');
  const isBuffered =
    buffering.kind === 'absent' || (buffering.kind === 'set' && buffering.directive.args[0] === 'on');
  if (!isBuffered || own === undefined) return [];
  const misplacedHeader = own.directives.find(
    ({ name, args: [header = '', value] }) =>
      name === 'proxy_set_header' && header.toLowerCase() === 'x-accel-buffering' && value === 'no',
  );
  if (misplacedHeader !== undefined)
    return [
      {
        rule: bufferingHeaderMisplaced,
        place: placeOf('proxy_set_header X-Accel-Buffering', misplacedHeader),
        message: 'it is sent to the program, and proxy_buffering is on',
      },
    ];
  // Rostrum's own streams send X-Accel-Buffering: no.
  const isStreamPath = ['', '=', '^~'].includes(modifier) && streamPath.test(pattern) && routes.length === 0;
  return isStreamPath
    ? [
        {
          rule: streamUnbuffered,
          place: placeOf('proxy_pass'),
          message: `${pattern} is buffered${defaultNote(buffering)}`,
        },
      ]
    : [];
}

const defaultNote = ({ kind }: ReturnType<typeof findSetting>): string =>
  kind === 'absent' ? ' (default)' : '';

/** Six retries, after 1, 3, 7, 15, 31 and 63 s, and the wait after the last one. Measured: 133 s. */
const connectMsMax = 130_000;

export function checkConnectTimeout({ location: { chain } }: ProxyLocation): Violation[] {
  const time = findSetting(chain, 'proxy_connect_timeout');
  if (time.kind !== 'set') return [];
  const [text = ''] = time.directive.args;
  const ms = parseNginxTime(text);
  return ms !== null && ms > connectMsMax
    ? [
        {
          rule: connectTimeoutReachable,
          place: time.place,
          message: `it is ${text}, and Linux gives up after about 130 s`,
        },
      ]
    : [];
}
