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
  readonly assumed: boolean;
  /** Whoever asks says so, whatever the files say. */
  readonly told: boolean;
}

/** What is told of one rule in one place. */
export interface Finding {
  readonly id: string;
  readonly state: 'broken' | 'holds' | 'unknown';
  readonly severity: Severity;
  readonly says: string;
  readonly prevents: string;
  /** Both sides with their numbers, or what stands there. */
  readonly found: string;
  /** Both sides as numbers alone. */
  readonly sides: string | null;
  readonly fix: string | null;
  readonly numbers: readonly Mention[];
  /** What to change, most likely. */
  readonly place: Place | null;
  readonly ways: readonly string[];
  /** What somebody would have to say, so that it is known. */
  readonly missing: readonly FactName[];
  /** Why it is accepted. */
  readonly accepted: string | null;
}

export const ofFlaw = ({ rule, place, found, fix = rule.fix }: Flaw): Finding => ({
  ...{ id: rule.id, state: 'broken', severity: rule.severity, says: rule.says, prevents: rule.prevents },
  ...{ found, sides: null, fix, numbers: [], place, ways: [], missing: [], accepted: null },
});

export function ofJudgement(judgement: Judgement, ways: readonly Way[], beside: Beside): Finding {
  const { invariant, severity, standing, evidence } = judgement;
  const { id, summary, rationale } = invariant;
  const numbers = evidence.map(({ name, value, found }) => ({
    name,
    value: shown(name, value),
    place: beside.told.has(name) ? null : (found?.place ?? null),
    assumed: found?.assumed ?? false,
    told: beside.told.has(name),
  }));
  const written = evidence.flatMap(({ found }) => (found === null ? [] : [found]));
  const first = written.find(({ assumed }) => !assumed) ?? written[0];
  return {
    ...{ id, severity, says: summary, prevents: rationale, numbers, ways: judgement.ways },
    state: standing.kind,
    found: inWords(judgement),
    sides: sidesOf(judgement),
    fix: standing.kind === 'broken' ? fixOf(judgement, ways, beside) : null,
    place: first?.place ?? null,
    missing: standing.kind === 'unknown' ? standing.missing : [],
    accepted: null,
  };
}

function inWords(judgement: Judgement): string {
  const { invariant, standing } = judgement;
  if (standing.kind === 'unknown') return `nothing here says ${someOf(standing.missing)}`;
  const { left, relation, right } = invariant;
  const words = standing.kind === 'broken' ? 'should be' : 'is';
  return `${formatExpression(left)} ${words} ${relation} ${formatExpression(right)}: ${sidesOf(judgement)}`;
}

const namesMax = 3;
const someOf = (names: readonly string[]): string =>
  names.length > namesMax
    ? `${names.slice(0, namesMax).join(', ')} and ${names.length - namesMax} more`
    : names.join(', ');

const opposite = { '≤': '>', '<': '≥', '≥': '<', '>': '≤', '=': '≠' } as const;

function sidesOf({ invariant: { relation, unit }, standing }: Judgement): string | null {
  if (standing.kind === 'unknown') return null;
  const stands = standing.kind === 'broken' ? opposite[relation] : relation;
  return `${formatQuantity(standing.left, unit)} ${stands} ${formatQuantity(standing.right, unit)}`;
}
