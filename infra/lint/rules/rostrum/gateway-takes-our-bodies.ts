import { formatQuantity } from '../../../shared/format.ts';
import { rostrumRule } from '../../rule.ts';

export const gatewayTakesBodies = rostrumRule({
  id: 'gateway-takes-our-bodies',
  severity: 'error',
  summary: 'The gateway accepts the largest body that Rostrum accepts',
  rationale: 'a 413 from the gateway for documents that Rostrum would accept',
  fix: 'Raise client_max_body_size to the limit of the class, or set it to 0.',
  source: 'https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size',
  check({ bodyLimit, contract }, report) {
    const needed = contract.classes.api.bodyBytesMax;
    // 0 means unlimited.
    if (bodyLimit === null || bodyLimit.bytes === 0 || bodyLimit.bytes >= needed) return;
    const limit = `the limit is ${formatQuantity(bodyLimit.bytes, 'bytes')}${bodyLimit.isDefault ? ' (default)' : ''}`;
    const accepted = `Rostrum accepts ${formatQuantity(needed, 'bytes')}`;
    report(bodyLimit.place, `${limit}, and ${accepted}`, bodyLimit.fix);
  },
});
