import type { Expression } from '../expression.ts';
import type { Invariant } from '../relation.ts';

/** Requests of one address in a second, that a class of routes allows. */
const perSecond = (name: 'page' | 'api' | 'stream' | 'socket'): Expression => ({
  quotient: [`classes.${name}.rate.addressRequestsMax`, `classes.${name}.rate.windowSeconds`],
});

/** What one caller may do, and who tells it so. */
export const callers: readonly Invariant[] = [
  {
    id: 'our-limit-before-edge',
    says: 'Whoever asks too often is told by us before the edge blocks the address',
    prevents:
      'whole offices that are locked out with a bare 403, where a 429 would have said when to come back',
    source:
      'AWS, WAF rate-based rules: they count everything of an address, and answer 403 for as long as it goes on',
    reproduce:
      'Set deployment.cdn.addressRequestsMax to 2000 and let one address ask more often: no 429 ever comes.',
    left: {
      product: [
        { sum: [perSecond('page'), perSecond('api'), perSecond('stream'), perSecond('socket')] },
        'deployment.cdn.windowSeconds',
      ],
    },
    relation: '≤',
    right: 'deployment.cdn.addressRequestsMax',
    unit: 'requests',
    when: 'edge.gatewayIdleMs',
  },
  {
    id: 'trusted-proxies-are-there',
    says: 'As many proxies are believed about where a request comes from as there are',
    prevents:
      'addresses that callers can choose themselves, or all callers behind one address that is then refused',
    source: 'AWS, X-Forwarded-For: each proxy adds the address that it sees, at the right',
    reproduce:
      'Set edge.trustedProxies one higher and send a header of your own: the log shows what you wrote.',
    left: 'edge.trustedProxies',
    relation: '=',
    right: 'deployment.proxies',
    unit: 'hops',
    when: 'edge.gatewayIdleMs',
  },
  {
    id: 'headers-within-gateway',
    says: 'We read headers no longer than what a balancer lets through',
    prevents: 'requests that are refused by two layers with two answers, of which only one is ours',
    source: 'AWS, Application Load Balancer: headers of 64 KiB together; Node: 16 KiB unless set, then 431',
    reproduce: 'Set http.headerBytesMax to 128 KiB and send cookies of 70 KiB: the 400 is the balancer’s.',
    left: 'http.headerBytesMax',
    relation: '≤',
    right: { is: 65_536, of: 'what a balancer lets through' },
    unit: 'bytes',
    when: 'edge.gatewayIdleMs',
  },
  {
    id: 'evidence-within-body',
    says: 'All documents that a debate may have fit into the largest body',
    prevents: 'a 413 for documents that the limits allow',
    source: 'Our own rule',
    reproduce: 'Set limits.documentsMax to 30 and send thirty documents of 2 MiB.',
    left: { product: ['limits.documentsMax', 'limits.documentBytesMax'] },
    relation: '≤',
    right: 'classes.api.bodyBytesMax',
    unit: 'bytes',
  },
];
