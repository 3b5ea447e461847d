import { nginxRule } from '../../rule.ts';

export const bufferingSwitchedOffHere = nginxRule({
  id: 'buffering-switched-off-here',
  severity: 'warning',
  summary: 'Buffering is disabled in nginx, not with a request header',
  rationale: 'streams that arrive in bursts: nginx reads X-Accel-Buffering in responses only',
  fix: 'Set proxy_buffering off in the location, and remove the header.',
  source: 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering',
  check({ httpLocations }, report) {
    for (const { buffering, misplacedHeader, placeOf } of httpLocations)
      if (buffering !== null && misplacedHeader !== undefined)
        report(
          placeOf('proxy_set_header X-Accel-Buffering', misplacedHeader),
          'it is sent to the program, and proxy_buffering is on',
        );
  },
});
