import type { Expression } from './expression.ts';
import type { Invariant } from './invariant.ts';

/** Requests of one address in a second, that a class of routes allows. */
const addressRequestsPerSecond = (name: 'page' | 'api' | 'stream' | 'socket'): Expression => ({
  quotient: [`classes.${name}.rate.addressRequestsMax`, `classes.${name}.rate.windowSeconds`],
});

/** What one caller may do, and who tells it so. */
export const rateLimitInvariants: readonly Invariant[] = [
  {
    id: 'rate-limit-before-edge',
    summary: 'Whoever asks too often is told by us before the edge blocks the address',
    rationale:
      'whole offices that are locked out with a bare 403, where a 429 would have said when to come back',
    source:
      'AWS, WAF rate-based rules: they count everything of an address, and answer 403 for as long as it goes on',
    reproduction:
      'Set deployment.cdn.addressRequestsMax to 2000 and let one address ask more often: no 429 ever comes.',
    left: {
      product: [
        {
          sum: [
            addressRequestsPerSecond('page'),
            addressRequestsPerSecond('api'),
            addressRequestsPerSecond('stream'),
            addressRequestsPerSecond('socket'),
          ],
        },
        'deployment.cdn.windowSeconds',
      ],
    },
    relation: '≤',
    right: 'deployment.cdn.addressRequestsMax',
    unit: 'requests',
    when: 'edge.gatewayIdleMs',
  },
  {
    id: 'trusted-proxies-match',
    summary: 'As many proxies are believed about where a request comes from as there are',
    rationale:
      'addresses that callers can choose themselves, or all callers behind one address that is then refused',
    source: 'AWS, X-Forwarded-For: each proxy adds the address that it sees, at the right',
    reproduction:
      'Set edge.trustedProxies one higher and send a header of your own: the log shows what you wrote.',
    left: 'edge.trustedProxies',
    relation: '=',
    right: 'deployment.proxies',
    unit: 'hops',
    when: 'edge.gatewayIdleMs',
  },
  {
    id: 'headers-within-gateway',
    summary: 'We read headers no longer than what a balancer lets through',
    rationale: 'requests that are refused by two layers with two answers, of which only one is ours',
    source: 'AWS, Application Load Balancer: headers of 64 KiB together; Node: 16 KiB unless set, then 431',
    reproduction: 'Set http.headerBytesMax to 128 KiB and send cookies of 70 KiB: the 400 is the balancer’s.',
    left: 'http.headerBytesMax',
    relation: '≤',
    right: { value: 65_536, label: 'what a balancer lets through' },
    unit: 'bytes',
    when: 'edge.gatewayIdleMs',
  },
  {
    id: 'evidence-within-body',
    summary: 'All documents that a debate may have fit into the largest body',
    rationale: 'a 413 for documents that the limits allow',
    source: 'Our own rule',
    reproduction: 'Set limits.documentsMax to 30 and send thirty documents of 2 MiB.',
    left: { product: ['limits.documentsMax', 'limits.documentBytesMax'] },
    relation: '≤',
    right: 'classes.api.bodyBytesMax',
    unit: 'bytes',
  },
];
