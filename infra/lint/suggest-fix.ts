import { boundOf } from './bounds.ts';
import { type Beside, type Evidence, factsOn, type Judgement } from './evaluate-invariants.ts';
import { shown } from './format-fact.ts';
import { type Found, ofPlatform, type Way } from './source.ts';

/** What each number would have to be, the others as they are: first those of the files, then what is said beside. */
export function fixOf(
  { invariant, evidence, requestPaths: names }: Judgement,
  ways: readonly Way[],
  beside: Beside,
): string {
  const way = ways.find(({ name }) => name === names[0]);
  if (way === undefined) return '';
  const facts = factsOn(way, beside);
  const changeOf = ({ name, factValue }: Evidence): string[] => {
    const isTold = beside.userFacts.has(name);
    const bound = ofPlatform.has(name) ? null : boundOf(invariant, facts, name);
    if (bound === null || (factValue === null && !isTold)) return [];
    const isLeast = 'least' in bound;
    const exact = isLeast ? bound.least : bound.most;
    const value = isTold ? exact : taken(factValue, exact, isLeast);
    if (value === null) return [];
    const to = `${isLeast ? 'at least' : 'at most'} ${shown(name, value)}`;
    if (factValue === null || isTold) return [`${name}, of which you say ${shown(name, facts(name))}, ${to}`];
    return [`${placeOf(factValue)} (${name}) ${to}`];
  };
  const [said, written] = [true, false].map((isTold) =>
    evidence.filter(({ name }) => beside.userFacts.has(name) === isTold).flatMap(changeOf),
  );
  const all = [...new Set([...(written ?? []), ...(said ?? [])])];
  return all.length > 0 ? `Make ${all.join(', or ')}.` : noneAlone(evidence);
}

/** The nearest number that the platform takes there; null where it takes none of those that would do. */
function taken(found: Found | null, bound: number, isLeast: boolean): number | null {
  const { max = bound, allowedValues } = found ?? {};
  if (bound > max) return null;
  if (allowedValues === undefined) return bound;
  return (isLeast ? allowedValues.find((one) => one >= bound) : allowedValues.findLast((one) => one <= bound)) ?? null;
}

const placeOf = ({ place, overridePath }: Found): string => overridePath ?? `${place.resource} ${place.path}`;

/** Where no number alone is enough, all that somebody can change. */
function noneAlone(evidence: Judgement['evidence']): string {
  const all = evidence.flatMap(({ name, factValue, value }) =>
    ofPlatform.has(name) || name === 'edge.marginMs' || typeof value !== 'number'
      ? []
      : [factValue === null ? name : `${placeOf(factValue)} (${name})`],
  );
  const places = [...new Set(all)].join(' and ');
  return all.length === 1 ? `Change ${places}.` : `No number alone is enough: change ${places}.`;
}
