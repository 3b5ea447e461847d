import { nginxRule } from '../../rule.ts';

/** Path segments that mean nothing else. */
const streamPath = /(?:^|\/)(?:sse|event-?streams?|eventsource)(?:\/|$)/i;

export const streamPathUnbuffered = nginxRule({
  id: 'stream-path-unbuffered',
  severity: 'note',
  summary: 'A path named for event streams is not buffered',
  rationale: 'events that arrive in bursts, or at the end, unless the program sends X-Accel-Buffering: no',
  fix: 'Set proxy_buffering off in the location.',
  source: 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering',
  check({ httpLocations }, report) {
    for (const { location, buffering, misplacedHeader, placeOf, routes } of httpLocations) {
      // Rostrum's own streams send X-Accel-Buffering: no.
      if (buffering === null || misplacedHeader !== undefined || routes.length > 0) continue;
      if (location.isLiteral && streamPath.test(location.pattern))
        report(
          placeOf('proxy_pass'),
          `${location.pattern} is buffered${buffering === 'default' ? ' (default)' : ''}`,
        );
    }
  },
});
