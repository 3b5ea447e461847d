import type { Position } from '../core/events.ts';
import { isWithinTolerance } from '../questions/pool-numbers.ts';

/** A claim without differences in case, punctuation, typography and white space. */
const normalizeClaim = (claim: string): string =>
  claim
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}%+]+/gu, ' ')
    .trim();

/** More than most claims need to differ. */
const headCharsMax = 80;

/** The beginning of a claim up to a space, so that the normalized claim begins with the normalized head. */
const headOf = (claim: string): string => claim.slice(0, Math.max(0, claim.lastIndexOf(' ', headCharsMax)));

/** Equal after normalization. A claim without letters and digits equals only itself. */
function isSameClaim(a: string, b: string): boolean {
  if (a === b) return true;
  // An estimate compares many claims as long as the longest reply.
  const [headA, headB] = [normalizeClaim(headOf(a)), normalizeClaim(headOf(b))];
  if (!headA.startsWith(headB) && !headB.startsWith(headA)) return false;
  const [normalizedA, normalizedB] = [normalizeClaim(a), normalizeClaim(b)];
  return normalizedA === '' || normalizedB === '' ? a === b : normalizedA === normalizedB;
}

type HeldPosition = Pick<Position, 'claim' | 'choice' | 'changed' | 'findings' | 'estimate'>;

/**
 * Closed questions: the same option. Numeric ones: numbers within the tolerance. Open ones: the same claim, with
 * findings on the same items.
 */
export function isSamePosition(a: HeldPosition, b: HeldPosition): boolean {
  if (a.choice !== undefined && b.choice !== undefined) return a.choice === b.choice;
  if (a.estimate && b.estimate) return isWithinTolerance(a.estimate, b.estimate);
  return isSameClaim(a.claim, b.claim) && listItems(a) === listItems(b);
}

/** `1,4`: the items of the checklist for which the documents are found to be wrong. */
const listItems = ({ findings = [] }: HeldPosition): string =>
  [...new Set(findings.map(({ item }) => item))].sort((a, b) => a - b).join();

/**
 * Whether a new position differs in substance from the one before it. In an open question the same claim is no change,
 * and a peer's claim is one, whatever the agent says; in between, the agent's own word counts.
 */
export function hasChanged(
  previous: HeldPosition,
  next: HeldPosition,
  peers: readonly HeldPosition[],
): boolean {
  if (isSamePosition(previous, next)) return false;
  if (next.choice !== undefined || next.estimate) return true;
  return next.changed || peers.some((peer) => isSameClaim(peer.claim, next.claim));
}
