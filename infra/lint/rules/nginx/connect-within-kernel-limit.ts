import { parseNginxTime } from '../../models/nginx/units.ts';
import { nginxRule } from '../../rule.ts';

/** Six retries, after 1, 3, 7, 15, 31 and 63 s, and the wait after the last one. Measured: 133 s. */
const connectMsMax = 130_000;

export const connectWithinKernelLimit = nginxRule({
  id: 'connect-within-kernel-limit',
  severity: 'note',
  summary: 'proxy_connect_timeout is not longer than the kernel tries to connect',
  rationale:
    'a wait that ends earlier than the setting says: with its default of 6 retries, Linux gives up after 130 s',
  fix: 'Set proxy_connect_timeout to a few seconds; proxy_read_timeout is for slow responses.',
  source: 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_connect_timeout',
  check({ httpLocations }, report) {
    for (const time of httpLocations.map(({ setting }) => setting('proxy_connect_timeout'))) {
      const [text = ''] = time.kind === 'set' ? time.directive.args : [];
      const ms = parseNginxTime(text);
      if (time.kind === 'set' && ms !== null && ms > connectMsMax)
        report(time.place, `it is ${text}, and Linux gives up after about 130 s`);
    }
  },
});
