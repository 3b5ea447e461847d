import type { FactLookup, FactName } from '../../app/contract/facts.ts';
import { evaluateInvariant, type Invariant } from '../../app/contract/invariants/invariant.ts';

/** The nearest value of one fact with which a broken invariant holds, the others unchanged; null when none does. */
export function findBound(
  invariant: Invariant,
  facts: FactLookup,
  name: FactName,
): { readonly min: number } | { readonly max: number } | null {
  const from = facts(name);
  // Above this, adding 1 does not change the number.
  if (typeof from !== 'number' || Math.abs(from) > Number.MAX_SAFE_INTEGER) return null;
  const step = /Ms(?:Max|Min)?$/.test(name) ? second : 1;
  const holdsAt = (value: number) =>
    evaluateInvariant(invariant, (other) => (other === name ? value : facts(other))).kind === 'holds';
  const up = smallestCount((steps) => holdsAt(from + steps * step), stepsMax);
  if (up !== null) return { min: from + up * step };
  // A duration of 0 is not a useful suggestion, and without one of its facts an invariant may not apply at all.
  const stepsToZero =
    step === second && !zeroAllowed.has(name) ? Math.ceil(from / step) - 1 : Math.floor(from / step);
  const down = smallestCount((steps) => holdsAt(from - steps * step), Math.max(0, stepsToZero));
  return down === null ? null : { max: from - down * step };
}

const second = 1000;
/** Durations for which 0 is a useful value. */
const zeroAllowed: ReadonlySet<FactName> = new Set(['deployment.balancer.slowStartMs']);
const stepsMax = 2 ** 24;

/** The smallest count up to `max` that is enough, by doubling and bisection; every larger count is enough, too. */
function smallestCount(isEnough: (steps: number) => boolean, max: number): number | null {
  let low = 0;
  let high = Math.min(1, max);
  while (high < max && !isEnough(high)) {
    low = high;
    high = Math.min(high * 2, max);
  }
  if (high < 1 || !isEnough(high)) return null;
  while (high - low > 1) {
    const middle = Math.floor((high + low) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
