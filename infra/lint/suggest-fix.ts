import { boundOf } from './bounds.ts';
import { type Beside, type Evidence, factsOn, type Judgement } from './evaluate-invariants.ts';
import { shown } from './format-fact.ts';
import { type Found, ofPlatform, type Way } from './source.ts';

/** What each number would have to be, the others as they are: first those of the files, then what is said beside. */
export function fixOf(
  { invariant, evidence, ways: names }: Judgement,
  ways: readonly Way[],
  beside: Beside,
): string {
  const way = ways.find(({ name }) => name === names[0]);
  if (way === undefined) return '';
  const facts = factsOn(way, beside);
  const changeOf = ({ name, found }: Evidence): string[] => {
    const isTold = beside.told.has(name);
    const bound = ofPlatform.has(name) ? null : boundOf(invariant, facts, name);
    if (bound === null || (found === null && !isTold)) return [];
    const isLeast = 'least' in bound;
    const exact = isLeast ? bound.least : bound.most;
    const value = isTold ? exact : taken(found, exact, isLeast);
    if (value === null) return [];
    const to = `${isLeast ? 'at least' : 'at most'} ${shown(name, value)}`;
    if (found === null || isTold) return [`${name}, of which you say ${shown(name, facts(name))}, ${to}`];
    return [`${placeOf(found)} (${name}) ${to}`];
  };
  const [said, written] = [true, false].map((isTold) =>
    evidence.filter(({ name }) => beside.told.has(name) === isTold).flatMap(changeOf),
  );
  const all = [...new Set([...(written ?? []), ...(said ?? [])])];
  return all.length > 0 ? `Make ${all.join(', or ')}.` : noneAlone(evidence);
}

/** The nearest number that the platform takes there; null where it takes none of those that would do. */
function taken(found: Found | null, bound: number, isLeast: boolean): number | null {
  const { most = bound, among } = found ?? {};
  if (bound > most) return null;
  if (among === undefined) return bound;
  return (isLeast ? among.find((one) => one >= bound) : among.findLast((one) => one <= bound)) ?? null;
}

const placeOf = ({ place, own }: Found): string => own ?? `${place.resource} ${place.path}`;

/** Where no number alone is enough, all that somebody can change. */
function noneAlone(evidence: Judgement['evidence']): string {
  const all = evidence.flatMap(({ name, found, value }) =>
    ofPlatform.has(name) || name === 'edge.marginMs' || typeof value !== 'number'
      ? []
      : [found === null ? name : `${placeOf(found)} (${name})`],
  );
  const places = [...new Set(all)].join(' and ');
  return all.length === 1 ? `Change ${places}.` : `No number alone is enough: change ${places}.`;
}
