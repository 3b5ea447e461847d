import { findBound } from './bounds.ts';
import {
  type FactEvidence,
  factLookupFor,
  type LintContext,
  type RequestPathResult,
} from './check-invariants.ts';
import { ownerName } from './fact-words.ts';
import { formatFact } from './format-fact.ts';
import { type FactValue, platformFacts } from './types.ts';

/** Suggests, for each fact, the value with which the invariant holds, the others unchanged: facts of files first. */
export function suggestFix(
  { invariant, evidence, path, isOwn }: RequestPathResult,
  context: LintContext,
): string {
  const facts = factLookupFor(path, context);
  const describeChange = ({ name, factValue }: FactEvidence): string[] => {
    const isFromUser = context.userFacts.has(name);
    const bound = platformFacts.has(name) ? null : findBound(invariant, facts, name);
    if (bound === null || (factValue === null && !isFromUser)) return [];
    const isLeast = 'min' in bound;
    const exact = isLeast ? bound.min : bound.max;
    const value = isFromUser ? exact : nearestAllowed(factValue, exact, isLeast);
    if (value === null) return [];
    const to = `${isLeast ? 'at least' : 'at most'} ${formatFact(name, value)}`;
    if (factValue === null || isFromUser)
      return [`${isOwn ? name : ownerName(name)} (${formatFact(name, facts(name))} from --facts) ${to}`];
    return [`${describeTarget(factValue)}${isOwn ? ` (${name})` : ''} ${to}`];
  };
  const [fromUser, fromFiles] = [true, false].map((isFromUser) =>
    evidence.filter(({ name }) => context.userFacts.has(name) === isFromUser).flatMap(describeChange),
  );
  const all = [...new Set([...(fromFiles ?? []), ...(fromUser ?? [])])];
  const cautions = new Set(evidence.flatMap(({ factValue }) => factValue?.caution ?? []));
  const fix = all.length > 0 ? `Make ${all.join(', or ')}.` : suggestJointChange(evidence, isOwn);
  return [fix, ...cautions].join(' ');
}

/** The nearest value that the platform accepts; null when it accepts none beyond the bound. */
function nearestAllowed(factValue: FactValue | null, bound: number, isLeast: boolean): number | null {
  const { max = bound, allowedValues } = factValue ?? {};
  if (bound > max) return null;
  if (allowedValues === undefined) return bound;
  return (
    (isLeast ? allowedValues.find((one) => one >= bound) : allowedValues.findLast((one) => one <= bound)) ??
    null
  );
}

const describeTarget = ({ place, overridePath }: FactValue): string =>
  overridePath ?? `${place.resource} ${place.path}`;

/** When no single change is enough, lists every fact that can be changed. */
function suggestJointChange(evidence: RequestPathResult['evidence'], isOwn: boolean): string {
  const all = evidence.flatMap(({ name, factValue, value }) =>
    platformFacts.has(name) || name === 'edge.marginMs' || typeof value !== 'number'
      ? []
      : [factValue === null ? name : `${describeTarget(factValue)}${isOwn ? ` (${name})` : ''}`],
  );
  const places = [...new Set(all)].join(' and ');
  return all.length === 1 ? `Change ${places}.` : `No single change is enough: change ${places}.`;
}
