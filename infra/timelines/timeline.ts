import { createFactLookup, type FactName } from '../../app/contract/facts.ts';
import {
  type Expression,
  evaluateExpression,
  formatExpression,
} from '../../app/contract/invariants/expression.ts';
import type { Contract } from '../../app/contract/types/contract.ts';

/** The layer that enforces the deadline. */
export type DeadlineOwner = 'us' | 'gateway' | 'platform';

interface Deadline {
  readonly description: string;
  /** Start, counted from the section's origin; default 0. */
  readonly after?: Expression;
  readonly duration: Expression;
  readonly owner: DeadlineOwner;
  readonly outcome: string;
  /** Shown only if this fact exists and is not 0. */
  readonly when?: FactName;
}

/** Deadlines with the same origin. */
interface TimelineSection {
  readonly origin: string;
  readonly deadlines: readonly Deadline[];
}

/** All deadlines of a request, a debate etc. */
export interface TimelineDefinition {
  readonly subject: string;
  readonly sections: readonly TimelineSection[];
}

/** A deadline with the numbers of one contract; infinite if there is no limit. */
export interface TimelineSpan extends Pick<Deadline, 'description' | 'owner' | 'outcome'> {
  readonly fromMs: number;
  readonly toMs: number;
  readonly source: string;
}

export interface Timeline {
  readonly subject: string;
  readonly sections: readonly { readonly origin: string; readonly spans: readonly TimelineSpan[] }[];
}

/** The deadlines of every section, sorted by their end. */
export function buildTimeline(definition: TimelineDefinition, contract: Contract): Timeline {
  const parts = definition.sections.map(({ origin, deadlines }) => ({
    origin,
    spans: deadlines.flatMap((deadline) => buildSpan(deadline, contract)).sort((a, b) => a.toMs - b.toMs),
  }));
  return { subject: definition.subject, sections: parts.filter(({ spans }) => spans.length > 0) };
}

/** Empty if the layer of the deadline is absent. */
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

/** Maps times to 0–1 on a scale for 40 ms and an hour alike: linear near zero, then logarithmic. */
export function createLogScale(spans: readonly TimelineSpan[]): (ms: number) => number {
  const moments = spans.flatMap(({ fromMs, toMs }) => [fromMs, toMs]);
  const known = moments.filter((ms) => ms > 0 && Number.isFinite(ms));
  const unit = Math.min(...known);
  const end = Math.log1p(Math.max(...known) / unit) * 1.04;
  return (ms) => (Number.isFinite(ms) ? Math.log1p(ms / unit) / end : 1);
}
