import type { Contract, RouteClass } from '../../app/contract/types/contract.ts';
import type { Flaw, Onward, Way } from './source.ts';

/** Invariants that speak of requests of one kind only; a gateway may send the others elsewhere. */
const needs: ReadonlyMap<string, readonly RouteClass[]> = new Map([
  ['deadline-before-gateway', ['api']],
  ['heartbeat-twice-within-gateway-timeout', ['stream', 'socket']],
]);

/**
 * Gateways with what they lead to, which may stand in a file of another kind: what is known of the program then holds
 * for the whole way. Where no file has it, it is what whoever asks says.
 */
export function join(ways: readonly Way[], behind: Contract | null): { ways: Way[]; flaws: Flaw[] } {
  const flaws: Flaw[] = [];
  const joined = ways.flatMap((way): Way[] => {
    const { upstream } = way;
    if (upstream === undefined) return [way];
    const targets = ways.filter(({ hosts = [] }) => hosts.some((name) => upstream.hosts.includes(name)));
    const ends = targets.length > 0 || behind === null ? targets : [assumed(behind)];
    for (const { contract } of ends) if (contract !== null) flaws.push(...upstream.flawsBefore(contract));
    return ends.length === 0 ? [way] : ends.map((end) => inOne(way, upstream, end));
  });
  return { ways: joined, flaws: distinct(flaws) };
}

const assumed = (contract: Contract): Way => ({
  name: `a program with the contract ${contract.profile}`,
  facts: new Map(),
  contract,
});

function inOne(way: Way, { routeClasses }: Onward, end: Way): Way {
  const applies = (id: string) =>
    end.contract === null || (needs.get(id)?.some((name) => routeClasses.has(name)) ?? true);
  return {
    name: `${way.name} → ${end.name}`,
    // What is nearer to the caller says what the gateway does.
    facts: new Map([...end.facts, ...way.facts]),
    contract: end.contract,
    judgedBy: new Set([...(way.judgedBy ?? [])].filter(applies)),
  };
}

/** One place is told once, however many ways lead by it. */
const distinct = (flaws: readonly Flaw[]): Flaw[] => [
  ...new Map(flaws.map((flaw) => [JSON.stringify([flaw.rule.id, flaw.place, flaw.message]), flaw])).values(),
];
