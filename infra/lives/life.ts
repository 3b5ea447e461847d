import type { Contract } from '../../app/contract/contract.ts';
import { type Expression, inSigns, worthOf } from '../../app/contract/expression.ts';
import { type FactName, factsOf } from '../../app/contract/facts.ts';

/** Who ends it, when the time is over. */
export type Owner = 'us' | 'gateway' | 'platform';

/** A time in the life of something: from when, for how long, and what happens when it is over. */
interface Deadline {
  readonly says: string;
  /** From the zero of its part; at once, unless it says. */
  readonly after?: Expression;
  readonly lasts: Expression;
  readonly owner: Owner;
  readonly outcome: string;
  /** It is there only where this is, and not 0. */
  readonly when?: FactName;
}

/** Deadlines that are counted from the same moment. */
interface Part {
  readonly zero: string;
  readonly deadlines: readonly Deadline[];
}

/** What happens to a thing from its first moment to its last, and all that limits it on the way. */
export interface Life {
  readonly of: string;
  readonly parts: readonly Part[];
}

/** A deadline with the numbers of one contract; it has no end where there is no limit. */
export interface Span extends Pick<Deadline, 'says' | 'owner' | 'outcome'> {
  readonly fromMs: number;
  readonly toMs: number;
  readonly source: string;
}

export interface Timeline {
  readonly of: string;
  readonly parts: readonly { readonly zero: string; readonly spans: readonly Span[] }[];
}

/** A life under a contract, every part in the order in which its deadlines end. */
export function timeline(life: Life, contract: Contract): Timeline {
  const parts = life.parts.map(({ zero, deadlines }) => ({
    zero,
    spans: deadlines.flatMap((deadline) => spanOf(deadline, contract)).sort((a, b) => a.toMs - b.toMs),
  }));
  return { of: life.of, parts: parts.filter(({ spans }) => spans.length > 0) };
}

/** None, where the layer that it speaks of is not there. */
function spanOf({ says, after, lasts, owner, outcome, when }: Deadline, contract: Contract): Span[] {
  const facts = factsOf(contract);
  if (when !== undefined && !facts(when)) return [];
  const fromMs = after === undefined ? 0 : worthOf(after, facts);
  const lastsMs = worthOf(lasts, facts);
  if (typeof fromMs !== 'number' || typeof lastsMs !== 'number' || lastsMs === 0) return [];
  return [{ says, owner, outcome, fromMs, toMs: fromMs + lastsMs, source: inSigns(lasts) }];
}

/**
 * Where a moment stands on a scale that shows 40 ms and an hour beside each other: a share of its length, 0 to 1. Near
 * zero it is even, and later each tenfold takes the same room.
 */
export function scaleOf(spans: readonly Span[]): (ms: number) => number {
  const moments = spans.flatMap(({ fromMs, toMs }) => [fromMs, toMs]);
  const known = moments.filter((ms) => ms > 0 && Number.isFinite(ms));
  const unit = Math.min(...known);
  const end = Math.log1p(Math.max(...known) / unit) * 1.04;
  return (ms) => (Number.isFinite(ms) ? Math.log1p(ms / unit) / end : 1);
}
