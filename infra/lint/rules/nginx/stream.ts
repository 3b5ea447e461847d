import type { Proxied } from '../../models/nginx/proxy-locations.ts';
import { settingOf } from '../../models/nginx/scope.ts';
import { timeOf } from '../../models/nginx/units.ts';
import type { Flaw, Rule } from '../../source.ts';

const elsewhere: Rule = {
  id: 'buffering-switched-off-here',
  severity: 'warning',
  summary: 'Who does not want answers buffered says so to nginx itself',
  prevents:
    'streams that arrive in lumps: X-Accel-Buffering is read in what the program answers, and nowhere else',
  fix: 'Set proxy_buffering off in the location, and take the header out.',
};

const stream: Rule = {
  id: 'stream-path-unbuffered',
  severity: 'note',
  summary: 'A path that is called after event streams is not buffered',
  prevents:
    'events that arrive in lumps, or at the end, should the program not say X-Accel-Buffering: no itself',
  fix: 'Set proxy_buffering off in the location.',
};

const unreachable: Rule = {
  id: 'connect-within-75-seconds',
  severity: 'note',
  summary: 'The time to connect is one that nginx can keep',
  prevents: 'a wait that ends after about 75 s, whatever is written: the kernel gives up',
  fix: 'Set proxy_connect_timeout to a few seconds; proxy_read_timeout is the one for slow answers.',
};

export const streamRules: readonly Rule[] = [elsewhere, stream, unreachable];

/** Words that a path has for nothing else. */
const streams = /(?:^|\/)(?:sse|event-?streams?|eventsource)(?:\/|$)/i;

export function ofStream({ location, placeOf, routes }: Proxied): Flaw[] {
  const { chain, modifier, pattern } = location;
  const [own] = chain;
  const buffering = settingOf(chain, 'proxy_buffering');
  const isBuffered =
    buffering.kind === 'absent' || (buffering.kind === 'set' && buffering.directive.args[0] === 'on');
  if (!isBuffered || own === undefined) return [];
  // What the program answers is read first, unless it is ignored.
  const said = own.directives.find(
    ({ name, args: [header = '', value] }) =>
      name === 'proxy_set_header' && header.toLowerCase() === 'x-accel-buffering' && value === 'no',
  );
  if (said !== undefined)
    return [
      {
        rule: elsewhere,
        place: placeOf('proxy_set_header X-Accel-Buffering', said.line),
        message: 'it is sent to the program, and proxy_buffering is on',
      },
    ];
  // Our own program says so itself.
  const isNamed = ['', '=', '^~'].includes(modifier) && streams.test(pattern) && routes.length === 0;
  return isNamed
    ? [{ rule: stream, place: placeOf('proxy_pass'), message: `${pattern} is buffered${whence(buffering)}` }]
    : [];
}

const whence = ({ kind }: ReturnType<typeof settingOf>): string =>
  kind === 'absent' ? ', which is the default' : '';

const connectMsMax = 75_000;

export function ofConnecting({ location: { chain } }: Proxied): Flaw[] {
  const time = settingOf(chain, 'proxy_connect_timeout');
  if (time.kind !== 'set') return [];
  const [text = ''] = time.directive.args;
  const ms = timeOf(text);
  return ms !== null && ms > connectMsMax
    ? [{ rule: unreachable, place: time.place, message: `it is ${text}` }]
    : [];
}
