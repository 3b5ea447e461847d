import type { FactLookup, FactName } from '../../app/contract/facts.ts';
import { evaluateInvariant, type Invariant } from '../../app/contract/invariants/invariant.ts';

/** To what one number would have to be changed for a broken invariant to hold, the others as they are; or null. */
export function boundOf(
  invariant: Invariant,
  facts: FactLookup,
  name: FactName,
): { readonly least: number } | { readonly most: number } | null {
  const from = facts(name);
  // Beyond that, one more is no other number.
  if (typeof from !== 'number' || Math.abs(from) > Number.MAX_SAFE_INTEGER) return null;
  const step = /Ms(?:Max|Min)?$/.test(name) ? second : 1;
  const holdsAt = (value: number) =>
    evaluateInvariant(invariant, (other) => (other === name ? value : facts(other))).kind === 'holds';
  const up = fewest((steps) => holdsAt(from + steps * step), stepsMax);
  if (up !== null) return { least: from + up * step };
  // Nobody is helped by a time of nothing, and without one of the numbers a relation may not even apply.
  const stepsToNothing =
    step === second && !maybeNone.has(name) ? Math.ceil(from / step) - 1 : Math.floor(from / step);
  const down = fewest((steps) => holdsAt(from - steps * step), Math.max(0, stepsToNothing));
  return down === null ? null : { most: from - down * step };
}

const second = 1000;
/** Times of which none at all is a good choice. */
const maybeNone: ReadonlySet<FactName> = new Set(['deployment.balancer.slowStartMs']);
const stepsMax = 2 ** 24;

/** The fewest steps after which it is so; with more it stays so. */
function fewest(isSo: (steps: number) => boolean, most: number): number | null {
  let tooFew = 0;
  let enough = Math.min(1, most);
  while (enough < most && !isSo(enough)) {
    tooFew = enough;
    enough = Math.min(enough * 2, most);
  }
  if (enough < 1 || !isSo(enough)) return null;
  while (enough - tooFew > 1) {
    const middle = Math.floor((enough + tooFew) / 2);
    if (isSo(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}
