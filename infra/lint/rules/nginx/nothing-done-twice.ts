import { nginxRule } from '../../rule.ts';

export const nothingDoneTwice = nginxRule({
  id: 'nothing-done-twice',
  severity: 'warning',
  summary: 'Requests that are not idempotent are not retried on another server',
  rationale:
    'orders and payments made twice, because the first server handled the request but could not answer',
  fix: 'Remove non_idempotent from proxy_next_upstream.',
  source: 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_next_upstream',
  check({ httpLocations }, report) {
    for (const { setting } of httpLocations) {
      const retries = setting('proxy_next_upstream');
      if (retries.kind === 'set' && retries.directive.args.includes('non_idempotent'))
        report(retries.place, retries.directive.args.join(' '));
    }
  },
});
