import type { Contract } from '../../app/contract/types/contract.ts';
import type { RouteClass } from '../../app/contract/types/http.ts';
import type { InvariantId } from './rules/invariants.ts';
import type { GatewayUpstream, RequestPath, RostrumGateway } from './types.ts';

/** Invariants about one kind of request: they do not apply to a gateway that sends such requests elsewhere. */
const routeClassesByInvariant: ReadonlyMap<string, readonly RouteClass[]> = new Map<
  InvariantId,
  RouteClass[]
>([
  ['deadline-before-gateway', ['api']],
  ['heartbeat-twice-within-gateway-timeout', ['stream', 'socket']],
]);

/**
 * Joins each gateway with the programs that it proxies to, which may be in a file of another kind: the facts of both
 * form one request path. When no file has the program, `upstreamContract` stands in for it.
 */
export function linkGateways(
  requestPaths: readonly RequestPath[],
  upstreamContract: Contract | null,
  found: ReadonlySet<string> = new Set(),
): { readonly requestPaths: RequestPath[]; readonly gateways: RostrumGateway[] } {
  const gateways: RostrumGateway[] = [];
  const linked = requestPaths.flatMap((requestPath): RequestPath[] => {
    const { upstream } = requestPath;
    if (upstream === undefined) return [requestPath];
    const targets = requestPaths.filter(
      (target) =>
        target.hosts?.some((name) => upstream.hosts.includes(name)) && mayBelong(requestPath, target, found),
    );
    const destinations =
      targets.length > 0 || upstreamContract === null ? targets : [assumedProgram(upstreamContract)];
    for (const { contract } of destinations)
      if (contract !== null) gateways.push({ ...upstream.gateway, contract, classes: upstream.routeClasses });
    return destinations.length === 0
      ? [requestPath]
      : destinations.map((target) => linkPath(requestPath, upstream, target));
  });
  return { requestPaths: linked, gateways };
}

/**
 * Whether a gateway and a program may be of one project. Files that were only found below a folder may be of several:
 * then the gateway is in the folder of the program, or below it.
 */
function mayBelong(gateway: RequestPath, target: RequestPath, found: ReadonlySet<string>): boolean {
  const [from, to] = [fileOf(gateway), fileOf(target)];
  if (from === undefined || to === undefined || !found.has(from)) return true;
  const folder = to.replaceAll('\\', '/').replace(/[^/]*$/, '');
  return from.replaceAll('\\', '/').startsWith(folder);
}

const fileOf = ({ facts }: RequestPath): string | undefined => [...facts.values()][0]?.place.file;

const assumedProgram = (contract: Contract): RequestPath => ({
  name: `a program with the contract ${contract.profile}`,
  facts: new Map(),
  contract,
});

function linkPath(
  requestPath: RequestPath,
  { routeClasses }: GatewayUpstream,
  target: RequestPath,
): RequestPath {
  const isApplicable = (id: string) =>
    target.contract === null ||
    (routeClassesByInvariant.get(id)?.some((name) => routeClasses.has(name)) ?? true);
  return {
    name: `${requestPath.name} → ${target.name}`,
    // The gateway's own file describes the gateway.
    facts: new Map([...target.facts, ...requestPath.facts]),
    contract: target.contract,
    applicableInvariants: new Set([...(requestPath.applicableInvariants ?? [])].filter(isApplicable)),
  };
}
