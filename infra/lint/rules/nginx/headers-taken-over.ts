import { findHeaders } from '../../models/nginx/scope.ts';
import { nginxRule } from '../../rule.ts';

/** Compares with the nearest enclosing level that sets headers: headers further out are lost there already. */
export const headersTakenOver = nginxRule({
  id: 'headers-taken-over',
  severity: 'note',
  summary: 'A level that sets a header for the upstream repeats the headers of the enclosing level',
  rationale: 'lost headers: a level with a proxy_set_header of its own inherits none',
  fix: 'Repeat them there, or set all of them on one level.',
  source: 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header',
  check({ httpLocations }, report) {
    for (const { location, headers, placeOf } of httpLocations) {
      const [innermost, ...enclosing] = location.chain;
      const inner = findHeaders(innermost ? [innermost] : []);
      const outer = findHeaders(enclosing);
      if (headers === null || inner === null || outer === null || inner.set.size === 0) continue;
      const lost = [...outer.set].filter(([name, { value }]) => !inner.set.has(name) && value !== '');
      const from = outer.scope.placeOf('', null).resource;
      const are = `of ${from} ${lost.length === 1 ? 'is' : 'are'} not set here`;
      if (lost.length > 0)
        report(
          placeOf('proxy_set_header', [...inner.set.values()][0]),
          `${lost.map(([name]) => name).join(', ')} ${are}`,
        );
    }
  },
});
