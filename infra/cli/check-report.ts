import { formatExpression } from '../../app/contract/invariants/expression.ts';
import type { InvariantResult } from '../../app/contract/invariants.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import {
  formatColumns,
  formatParagraph,
  formatQuantity,
  indentedWidth,
  indentText,
  unitOf,
  wrapIndented,
} from '../shared/format.ts';
import { type ContractChange, findSmallestFix } from './smallest-fix.ts';

/** A contract with the results of all invariants. */
export interface CheckedContract {
  readonly contract: Contract;
  readonly findings: readonly InvariantResult[];
}

type EvaluationKind = InvariantResult['evaluation']['kind'];

const filterByKind = ({ findings }: CheckedContract, kind: EvaluationKind): InvariantResult[] =>
  findings.filter(({ evaluation }) => evaluation.kind === kind);

/** Every invariant with both sides; violations first and with a fix; then those that do not apply. */
export function fullReport(checked: CheckedContract): string {
  const { contract } = checked;
  const [violated, holding] = [filterByKind(checked, 'broken'), filterByKind(checked, 'holds')];
  return [
    `${contract.profile}: ${holding.length} invariants hold, ${violated.length} violated`,
    ...resultLines([...violated, ...holding, ...filterByKind(checked, 'unknown')]),
    ...violated.map((finding) => indentText(formatFix(contract, finding))),
    ...notApplicableLines(filterByKind(checked, 'not-applicable')),
  ].join('\n');
}

/** Violations in full, then one line per profile. */
export function shortReport(all: readonly CheckedContract[]): string {
  const sections = all.flatMap((checked) => {
    const violated = filterByKind(checked, 'broken');
    const fixes = violated.map((finding) => indentText(formatFix(checked.contract, finding)));
    return violated.length > 0
      ? [[checked.contract.profile, ...resultLines(violated), ...fixes].join('\n')]
      : [];
  });
  const rows = all.map((checked) => {
    const countCell = (kind: EvaluationKind, label: string) =>
      `${filterByKind(checked, kind).length} ${label}`;
    const unknown = filterByKind(checked, 'unknown').length > 0 ? [countCell('unknown', 'unknown')] : [];
    return [
      checked.contract.profile,
      ...[countCell('holds', 'hold'), countCell('broken', 'violated'), countCell('not-applicable', 'n/a')],
      ...unknown,
    ];
  });
  const more = 'All invariants with their numbers: check --profile PROFILE, or check --all';
  return [...sections, formatColumns(rows), more].join('\n\n');
}

/** One row per result; an expression that does not fit next to the numbers is on the next line. */
function resultLines(findings: readonly InvariantResult[]): string[] {
  const rows = findings.map(resultRow);
  const heads = formatColumns(rows.map((cells) => cells.slice(0, 3))).split('\n');
  const width = Math.max(...heads.map((head) => head.length));
  return rows.map(([, , , expression = ''], index) => {
    const head = heads[index] ?? '';
    const fits = width + 2 + expression.length <= indentedWidth;
    const nextLine = `\n${indentText(indentText(wrapIndented(expression, '  ', indentedWidth - 4)))}`;
    return indentText(fits ? `${head.padEnd(width)}  ${expression}`.trimEnd() : `${head}${nextLine}`);
  });
}

const resultRow = ({ invariant, evaluation }: InvariantResult): string[] => {
  const { id, left, relation, right, unit } = invariant;
  if (evaluation.kind !== 'holds' && evaluation.kind !== 'broken') return [evaluation.kind, id];
  return [
    evaluation.kind === 'holds' ? 'holds' : 'FAIL',
    id,
    `${formatQuantity(evaluation.left, unit)} ${relation} ${formatQuantity(evaluation.right, unit)}`,
    `${formatExpression(left)} ${relation} ${formatExpression(right)}`,
  ];
};

function formatFix(contract: Contract, { invariant }: InvariantResult): string {
  const fix = findSmallestFix(contract, invariant);
  return [
    wrapIndented(`${invariant.id} prevents ${invariant.rationale}.`, '  ', indentedWidth),
    indentText(`fix: ${fix ? formatChange(fix) : 'more than one number must change'}`),
  ].join('\n');
}

function formatChange({ path, from, to }: ContractChange): string {
  const unit = unitOf(path);
  return `${path} ${formatQuantity(from, unit)} → ${to === null ? 'none' : formatQuantity(to, unit)}`;
}

/** Invariants that do not apply, grouped by the absent layer. */
function notApplicableLines(results: readonly InvariantResult[]): string[] {
  const absent = ({ evaluation }: InvariantResult) =>
    evaluation.kind === 'not-applicable' ? evaluation.absent.join(', ') : '';
  const reasons = [...new Set(results.map(absent))];
  return reasons.map((reason) => {
    const ids = results.filter((finding) => absent(finding) === reason).map(({ invariant }) => invariant.id);
    return formatParagraph(`n/a, without ${reason}: ${ids.join(', ')}`);
  });
}
