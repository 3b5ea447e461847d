import { rostrumRule } from '../../rule.ts';

/** Rostrum sends X-Accel-Buffering: no, so a stream is buffered only when the gateway ignores that header. */
export const ourStreamsPass = rostrumRule({
  id: 'our-streams-pass',
  severity: 'error',
  summary: "The gateway does not buffer Rostrum's streams",
  rationale: 'text that arrives in bursts, or at the end',
  fix: 'Set proxy_buffering off in the location, or do not ignore X-Accel-Buffering.',
  source: 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_headers',
  check({ classes, bufferedAt }, report) {
    if (classes.has('stream') && bufferedAt !== null)
      report(bufferedAt, 'buffering is on, and X-Accel-Buffering is ignored');
  },
});
