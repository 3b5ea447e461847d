import { createFactLookup, type FactName } from '../../app/contract/facts.ts';
import {
  type Expression,
  evaluateExpression,
  formatExpression,
} from '../../app/contract/invariants/expression.ts';
import type { Contract } from '../../app/contract/types/contract.ts';

/** Who ends it, when the time is over. */
export type DeadlineOwner = 'us' | 'gateway' | 'platform';

/** A time in the life of something: from when, for how long, and what happens when it is over. */
interface Deadline {
  readonly description: string;
  /** From the zero of its part; at once, unless it says. */
  readonly after?: Expression;
  readonly duration: Expression;
  readonly owner: DeadlineOwner;
  readonly outcome: string;
  /** It is there only where this is, and not 0. */
  readonly when?: FactName;
}

/** Deadlines that are counted from the same moment. */
interface TimelineSection {
  readonly origin: string;
  readonly deadlines: readonly Deadline[];
}

/** What happens to a thing from its first moment to its last, and all that limits it on the way. */
export interface TimelineDefinition {
  readonly subject: string;
  readonly sections: readonly TimelineSection[];
}

/** A deadline with the numbers of one contract; it has no end where there is no limit. */
export interface TimelineSpan extends Pick<Deadline, 'description' | 'owner' | 'outcome'> {
  readonly fromMs: number;
  readonly toMs: number;
  readonly source: string;
}

export interface Timeline {
  readonly subject: string;
  readonly sections: readonly { readonly origin: string; readonly spans: readonly TimelineSpan[] }[];
}

/** A life under a contract, every part in the order in which its deadlines end. */
export function buildTimeline(definition: TimelineDefinition, contract: Contract): Timeline {
  const parts = definition.sections.map(({ origin, deadlines }) => ({
    origin,
    spans: deadlines.flatMap((deadline) => buildSpan(deadline, contract)).sort((a, b) => a.toMs - b.toMs),
  }));
  return { subject: definition.subject, sections: parts.filter(({ spans }) => spans.length > 0) };
}

/** None, where the layer that it speaks of is not there. */
function buildSpan(
  { description, after, duration, owner, outcome, when }: Deadline,
  contract: Contract,
): TimelineSpan[] {
  const facts = createFactLookup(contract);
  if (when !== undefined && !facts(when)) return [];
  const fromMs = after === undefined ? 0 : evaluateExpression(after, facts);
  const lastsMs = evaluateExpression(duration, facts);
  if (typeof fromMs !== 'number' || typeof lastsMs !== 'number' || lastsMs === 0) return [];
  return [
    { description, owner, outcome, fromMs, toMs: fromMs + lastsMs, source: formatExpression(duration) },
  ];
}

/**
 * Where a moment stands on a scale that shows 40 ms and an hour beside each other: a share of its length, 0 to 1. Near
 * zero it is even, and later each tenfold takes the same room.
 */
export function createLogScale(spans: readonly TimelineSpan[]): (ms: number) => number {
  const moments = spans.flatMap(({ fromMs, toMs }) => [fromMs, toMs]);
  const known = moments.filter((ms) => ms > 0 && Number.isFinite(ms));
  const unit = Math.min(...known);
  const end = Math.log1p(Math.max(...known) / unit) * 1.04;
  return (ms) => (Number.isFinite(ms) ? Math.log1p(ms / unit) / end : 1);
}
