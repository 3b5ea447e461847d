import {
  type Expression,
  formatExpression,
  withoutOperands,
} from '../../app/contract/invariants/expression.ts';
import { formatQuantity } from '../shared/format.ts';
import type { FactEvidence, LintContext, RequestPathResult } from './check-invariants.ts';
import { describeFact, ownerName } from './fact-words.ts';
import { formatFact } from './format-fact.ts';
import { relationFor } from './rules/invariants.ts';
import { suggestFix } from './suggest-fix.ts';
import { platformFacts, type Severity, type SourceLocation, type Violation } from './types.ts';

/** A fact of a finding: from a file, or, when `place` is null, from the program's contract or the user. */
export interface FactMention {
  /** The owner's name of the property; for Rostrum itself the name in the contract. */
  readonly name: string;
  readonly value: string;
  readonly place: SourceLocation | null;
  /** Whether it is the platform's documented default. */
  readonly isDefault: boolean;
  /** Whether the user gave it with --facts, overriding the files. */
  readonly isFromUser: boolean;
  /** Whether it is a limit of the platform. */
  readonly isLimit: boolean;
}

/** The result of one rule or invariant at one location. */
export interface Finding {
  readonly id: string;
  readonly state: 'broken' | 'holds' | 'unknown';
  readonly severity: Severity;
  readonly summary: string;
  readonly rationale: string;
  /** Both sides of the relation with their numbers, or the offending value. */
  readonly message: string;
  /** Both sides as numbers, `90 s > 60 s`; null for rules. */
  readonly comparison: string | null;
  readonly fix: string | null;
  readonly numbers: readonly FactMention[];
  /** The location to change, most likely. */
  readonly place: SourceLocation | null;
  readonly requestPaths: readonly string[];
  /** The facts without which it is unknown. */
  readonly missing: readonly string[];
  /** The reason of the suppression that accepts it. */
  readonly accepted: string | null;
}

export const fromViolation = ({ rule, place, message, fix }: Violation): Finding => ({
  id: rule.id,
  state: 'broken',
  severity: rule.severity,
  summary: rule.summary,
  rationale: rule.rationale,
  message,
  comparison: null,
  fix,
  numbers: [],
  place,
  requestPaths: [],
  missing: [],
  accepted: null,
});

export function fromInvariantResult(result: RequestPathResult, context: LintContext): Finding {
  const { invariant, severity, evaluation, isOwn } = result;
  const { id } = invariant;
  const { summary, rationale } = isOwn ? invariant : (relationFor(id) ?? invariant);
  const evidence = isOwn ? result.evidence : result.evidence.filter((one) => isShown(one, result));
  const numbers = evidence.map(({ name, value, factValue }) => ({
    name: isOwn ? name : describeFact(name, factValue),
    value: formatFact(name, value),
    place: context.userFacts.has(name) ? null : (factValue?.place ?? null),
    isDefault: factValue?.isDefault ?? false,
    isFromUser: context.userFacts.has(name),
    isLimit: platformFacts.has(name),
  }));
  const written = evidence.flatMap(({ factValue }) => (factValue === null ? [] : [factValue]));
  const first = written.find(({ isDefault }) => !isDefault) ?? written[0];
  return {
    id,
    severity,
    summary,
    rationale,
    numbers,
    requestPaths: result.requestPaths,
    state: evaluation.kind,
    message: describeResult(result),
    comparison: formatComparison(result),
    fix: evaluation.kind === 'broken' ? suggestFix(result, context) : null,
    place: first?.place ?? null,
    missing:
      evaluation.kind === 'unknown' ? evaluation.missing.map((name) => (isOwn ? name : ownerName(name))) : [],
    accepted: null,
  };
}

/** To others, absent layers, the safety margin and limits that do not decide mean nothing. */
function isShown({ name, value, factValue }: FactEvidence, { evaluation }: RequestPathResult): boolean {
  if (name === 'edge.marginMs' || value === null || (factValue?.isDefault && value === undefined))
    return false;
  if (!platformFacts.has(name) || evaluation.kind === 'unknown') return true;
  return value === evaluation.left || value === evaluation.right;
}

function describeResult(result: RequestPathResult): string {
  const { invariant, evaluation, evidence, isOwn } = result;
  if (evaluation.kind === 'unknown')
    return `missing facts: ${formatNames(isOwn ? evaluation.missing : evaluation.missing.map(ownerName))}`;
  const evidenceOf = (name: string) => evidence.find((one) => one.name === name);
  const contributes = (part: Expression): boolean => {
    const known = typeof part === 'string' ? evidenceOf(part) : undefined;
    return known === undefined || isShown(known, result);
  };
  const format = (side: Expression) =>
    isOwn
      ? formatExpression(side)
      : formatExpression(withoutOperands(side, contributes), (name) =>
          describeFact(name, evidenceOf(name)?.factValue ?? null),
        );
  const [left, right] = [format(invariant.left), format(invariant.right)];
  const words = evaluation.kind === 'broken' ? 'should be' : 'is';
  return `${left} ${words} ${invariant.relation} ${right}: ${formatComparison(result)}`;
}

const namesMax = 3;
const formatNames = (names: readonly string[]): string =>
  names.length > namesMax
    ? `${names.slice(0, namesMax).join(', ')} and ${names.length - namesMax} more`
    : names.join(', ');

const negatedRelation = { '≤': '>', '<': '≥', '≥': '<', '>': '≤', '=': '≠' } as const;

function formatComparison({ invariant: { relation, unit }, evaluation }: RequestPathResult): string | null {
  if (evaluation.kind === 'unknown') return null;
  const shownRelation = evaluation.kind === 'broken' ? negatedRelation[relation] : relation;
  return `${formatQuantity(evaluation.left, unit)} ${shownRelation} ${formatQuantity(evaluation.right, unit)}`;
}
