import { openDistance } from './platform/distance.ts';
import { asBalancer, asCdn, openHop } from './platform/gateway.ts';
import type { Stage } from './stage.ts';

/** As CloudFront has it in front of an origin. */
export async function cdnBefore(stage: Stage, port: number): Promise<string> {
  const hop = await openHop(port, asCdn(stage.contract));
  stage.after(hop.close);
  return hop.url;
}

/** As AWS has it: CloudFront asks the balancer over a way that takes this long, and the balancer asks the process. */
export async function bothHops(stage: Stage, port: number, oneWayMs: number): Promise<string> {
  const balancer = await openHop(port, asBalancer(stage.contract));
  stage.after(balancer.close);
  const way = await openDistance(balancer.port, oneWayMs);
  stage.after(way.close);
  return cdnBefore(stage, way.port);
}
