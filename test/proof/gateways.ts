import { balancerTiming, cdnTiming, openGateway } from './platform/network/gateway.ts';
import { openLatencyProxy } from './platform/network/latency-proxy.ts';
import type { TestBed } from './test-bed.ts';

/** An imitation of CloudFront in front of an origin. */
export async function openCdn(testBed: TestBed, port: number): Promise<string> {
  const cdn = await openGateway(port, cdnTiming(testBed.contract));
  testBed.onCleanup(cdn.close);
  return cdn.url;
}

/** An imitation of CloudFront, a link with this latency, and a load balancer in front of the process. */
export async function openCdnAndBalancer(testBed: TestBed, port: number, oneWayMs: number): Promise<string> {
  const balancer = await openGateway(port, balancerTiming(testBed.contract));
  testBed.onCleanup(balancer.close);
  const link = await openLatencyProxy(balancer.port, oneWayMs);
  testBed.onCleanup(link.close);
  return openCdn(testBed, link.port);
}
