import type { Mutation } from './mutation.ts';
import { distribution, origin, same, wall } from './places.ts';

/** The content network and the wall around it. */
export const edge: readonly Mutation[] = [
  {
    name: 'edge waits 600 s for a byte',
    of: distribution,
    at: origin('VpcOriginConfig', 'OriginReadTimeout'),
    to: 600,
    finds: ['gateway-read-allowed', same],
  },
  {
    name: 'edge waits its default of 30 s for a byte',
    of: distribution,
    at: origin('VpcOriginConfig', 'OriginReadTimeout'),
    to: undefined,
    finds: ['deadline-before-gateway', same],
  },
  {
    name: 'edge keeps connections as long as the balancer',
    of: distribution,
    at: origin('VpcOriginConfig', 'OriginKeepaliveTimeout'),
    to: 120,
    finds: ['balancer-outlives-cdn', same],
  },
  {
    name: 'a response is complete before its first byte is due',
    of: distribution,
    at: origin('ResponseCompletionTimeout'),
    to: 60,
    finds: ['cdn-completion-covers-read', 'stream-outlives-longest-debate', same],
  },
  {
    name: 'a connection may take 20 s',
    of: distribution,
    at: origin('ConnectionTimeout'),
    to: 20,
    finds: ['cdn-origin-in-range', 'connect-within-read', same],
  },
  {
    name: 'the stream is compressed',
    of: distribution,
    at: ['DistributionConfig', 'CacheBehaviors', 0, 'Compress'],
    to: true,
    finds: ['streams-pass-unchanged'],
  },
  {
    name: 'the socket has no policy that forwards its headers',
    of: distribution,
    at: ['DistributionConfig', 'CacheBehaviors', 7, 'OriginRequestPolicyId'],
    to: undefined,
    finds: ['socket-headers-forwarded'],
  },
  {
    name: 'a regional wall around the edge',
    of: wall,
    at: ['Scope'],
    to: 'REGIONAL',
    finds: ['wall-in-the-right-scope'],
  },
  {
    name: 'the wall blocks before we say 429',
    of: wall,
    at: ['Rules', 0, 'Statement', 'RateBasedStatement', 'Limit'],
    to: 2000,
    finds: ['rate-limit-before-edge', same],
  },
  {
    name: 'the wall blocks at one request',
    of: wall,
    at: ['Rules', 0, 'Statement', 'RateBasedStatement', 'Limit'],
    to: 1,
    finds: ['rate-limit-before-edge', same],
  },
];
