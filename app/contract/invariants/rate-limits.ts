import type { Expression } from './expression.ts';
import type { Invariant } from './invariant.ts';

/** Requests per second and address that a route class allows. */
const addressRequestsPerSecond = (name: 'page' | 'api' | 'stream' | 'socket'): Expression => ({
  quotient: [`classes.${name}.rate.addressRequestsMax`, `classes.${name}.rate.windowSeconds`],
});

/** Limits per caller, and the layer that enforces each. */
export const rateLimitInvariants: readonly Invariant[] = [
  {
    id: 'rate-limit-before-edge',
    summary: 'Our rate limit applies before the edge blocks the address',
    rationale: 'whole offices that are locked out with a bare 403, where a 429 would name the time to retry',
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
    summary: 'The number of trusted proxies is the number of proxies',
    rationale:
      'client addresses that callers can forge, or all callers behind one address that is then rate limited',
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
    summary: "Our header limit is no larger than the load balancer's",
    rationale: 'requests with large headers that are refused by the load balancer instead of by us',
    source: 'AWS, Application Load Balancer: headers of 64 KiB together; Node: 16 KiB unless set, then 431',
    reproduction: 'Set http.headerBytesMax to 128 KiB and send cookies of 70 KiB: the 400 is the balancer’s.',
    left: 'http.headerBytesMax',
    relation: '≤',
    right: { value: 65_536, label: 'the load balancer’s limit' },
    unit: 'bytes',
    when: 'edge.gatewayIdleMs',
  },
  {
    id: 'evidence-within-body',
    summary: 'All documents of a debate fit into the largest body',
    rationale: 'a 413 for documents that the limits allow',
    source: 'Our own rule',
    reproduction: 'Set limits.documentsMax to 30 and send thirty documents of 2 MiB.',
    left: { product: ['limits.documentsMax', 'limits.documentBytesMax'] },
    relation: '≤',
    right: 'classes.api.bodyBytesMax',
    unit: 'bytes',
  },
];
