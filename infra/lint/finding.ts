import type { FactName } from '../../app/contract/facts.ts';
import { formatExpression } from '../../app/contract/invariants/expression.ts';
import { formatQuantity } from '../shared/format.ts';
import type { Beside, Judgement } from './evaluate-invariants.ts';
import { shown } from './format-fact.ts';
import type { Flaw, Place, Severity, Way } from './source.ts';
import { fixOf } from './suggest-fix.ts';

/** A number that a finding speaks of: in a file, or, without a place, in the contract that the program runs with. */
export interface Mention {
  readonly name: FactName;
  readonly value: string;
  readonly place: Place | null;
  /** Not written there: the platform's documented default. */
  readonly isDefault: boolean;
  /** Whoever asks says so, whatever the files say. */
  readonly isFromUser: boolean;
}

/** What is told of one rule in one place. */
export interface Finding {
  readonly id: string;
  readonly state: 'broken' | 'holds' | 'unknown';
  readonly severity: Severity;
  readonly summary: string;
  readonly prevents: string;
  /** Both sides with their numbers, or what stands there. */
  readonly message: string;
  /** Both sides as numbers alone. */
  readonly comparison: string | null;
  readonly fix: string | null;
  readonly numbers: readonly Mention[];
  /** What to change, most likely. */
  readonly place: Place | null;
  readonly requestPaths: readonly string[];
  /** What somebody would have to say, so that it is known. */
  readonly missing: readonly FactName[];
  /** Why it is accepted. */
  readonly accepted: string | null;
}

export const ofFlaw = ({ rule, place, message, fix = rule.fix }: Flaw): Finding => ({
  ...{ id: rule.id, state: 'broken', severity: rule.severity, summary: rule.summary, prevents: rule.prevents },
  ...{ message, comparison: null, fix, numbers: [], place, requestPaths: [], missing: [], accepted: null },
});

export function ofJudgement(judgement: Judgement, ways: readonly Way[], beside: Beside): Finding {
  const { invariant, severity, evaluation, evidence } = judgement;
  const { id, summary, rationale } = invariant;
  const numbers = evidence.map(({ name, value, factValue }) => ({
    name,
    value: shown(name, value),
    place: beside.userFacts.has(name) ? null : (factValue?.place ?? null),
    assumed: factValue?.isDefault ?? false,
    told: beside.userFacts.has(name),
  }));
  const written = evidence.flatMap(({ factValue }) => (factValue === null ? [] : [factValue]));
  const first = written.find(({ isDefault }) => !isDefault) ?? written[0];
  return {
    ...{ id, severity, summary, prevents: rationale, numbers, requestPaths: judgement.requestPaths },
    state: evaluation.kind,
    message: inWords(judgement),
    comparison: sidesOf(judgement),
    fix: evaluation.kind === 'broken' ? fixOf(judgement, ways, beside) : null,
    place: first?.place ?? null,
    missing: evaluation.kind === 'unknown' ? evaluation.missing : [],
    accepted: null,
  };
}

function inWords(judgement: Judgement): string {
  const { invariant, evaluation } = judgement;
  if (evaluation.kind === 'unknown') return `nothing here says ${someOf(evaluation.missing)}`;
  const { left, relation, right } = invariant;
  const words = evaluation.kind === 'broken' ? 'should be' : 'is';
  return `${formatExpression(left)} ${words} ${relation} ${formatExpression(right)}: ${sidesOf(judgement)}`;
}

const namesMax = 3;
const someOf = (names: readonly string[]): string =>
  names.length > namesMax
    ? `${names.slice(0, namesMax).join(', ')} and ${names.length - namesMax} more`
    : names.join(', ');

const opposite = { '≤': '>', '<': '≥', '≥': '<', '>': '≤', '=': '≠' } as const;

function sidesOf({ invariant: { relation, unit }, evaluation }: Judgement): string | null {
  if (evaluation.kind === 'unknown') return null;
  const stands = evaluation.kind === 'broken' ? opposite[relation] : relation;
  return `${formatQuantity(evaluation.left, unit)} ${stands} ${formatQuantity(evaluation.right, unit)}`;
}
