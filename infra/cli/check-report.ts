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
  wrapText,
} from '../shared/format.ts';
import { type ContractChange, findSmallestFix } from './smallest-fix.ts';

/** A contract with how every invariant stands in it. */
export interface CheckedContract {
  readonly contract: Contract;
  readonly findings: readonly InvariantResult[];
}

type EvaluationKind = InvariantResult['evaluation']['kind'];

const filterByKind = ({ findings }: CheckedContract, kind: EvaluationKind): InvariantResult[] =>
  findings.filter(({ evaluation }) => evaluation.kind === kind);

/** Every invariant with both sides, what mends those that are broken, and which do not apply. */
export function fullReport(checked: CheckedContract): string {
  const { contract } = checked;
  const [broken, holding] = [filterByKind(checked, 'broken'), filterByKind(checked, 'holds')];
  return [
    `${contract.profile}: ${holding.length} invariants hold, ${broken.length} broken`,
    ...resultLines([...broken, ...holding, ...filterByKind(checked, 'unknown')]),
    ...broken.map((finding) => indentText(formatFix(contract, finding))),
    ...notApplicableLines(filterByKind(checked, 'not-applicable')),
  ].join('\n');
}

/** What is broken in full, and then a line for each profile. */
export function shortReport(all: readonly CheckedContract[]): string {
  const sections = all.flatMap((checked) => {
    const broken = filterByKind(checked, 'broken');
    const cures = broken.map((finding) => indentText(formatFix(checked.contract, finding)));
    return broken.length > 0 ? [[checked.contract.profile, ...resultLines(broken), ...cures].join('\n')] : [];
  });
  const rows = all.map((checked) => {
    const countCell = (kind: EvaluationKind, says: string) => `${filterByKind(checked, kind).length} ${says}`;
    const unknown = filterByKind(checked, 'unknown').length > 0 ? [countCell('unknown', 'unknown')] : [];
    return [
      checked.contract.profile,
      ...[
        countCell('holds', 'hold'),
        countCell('broken', 'broken'),
        countCell('not-applicable', 'do not apply'),
      ],
      ...unknown,
    ];
  });
  const more = 'Every invariant with its numbers: check --profile PROFILE, or check --all';
  return [...sections, formatColumns(rows), more].join('\n\n');
}

/** A row each; what does not fit beside the numbers stands below them. */
function resultLines(findings: readonly InvariantResult[]): string[] {
  const rows = findings.map(resultRow);
  const heads = formatColumns(rows.map((cells) => cells.slice(0, 3))).split('\n');
  const width = Math.max(...heads.map((head) => head.length));
  return rows.map(([, , , says = ''], index) => {
    const head = heads[index] ?? '';
    const isBeside = width + 2 + says.length <= indentedWidth;
    const below = `\n${indentText(indentText(wrapText(says, '  ', indentedWidth - 4)))}`;
    return indentText(isBeside ? `${head.padEnd(width)}  ${says}`.trimEnd() : `${head}${below}`);
  });
}

const resultRow = ({ invariant, evaluation }: InvariantResult): string[] => {
  const { id, left, relation, right, unit } = invariant;
  if (evaluation.kind !== 'holds' && evaluation.kind !== 'broken') return [evaluation.kind, id];
  return [
    evaluation.kind === 'holds' ? 'holds' : 'BROKEN',
    id,
    `${formatQuantity(evaluation.left, unit)} ${relation} ${formatQuantity(evaluation.right, unit)}`,
    `${formatExpression(left)} ${relation} ${formatExpression(right)}`,
  ];
};

function formatFix(contract: Contract, { invariant }: InvariantResult): string {
  const found = findSmallestFix(contract, invariant);
  return [
    wrapText(`${invariant.id} prevents ${invariant.rationale}.`, '  ', indentedWidth),
    indentText(found ? `mend: ${formatChange(found)}` : 'mend: no change of one number is enough'),
  ].join('\n');
}

function formatChange({ path, from, to }: ContractChange): string {
  const unit = unitOf(path);
  return `${path} ${formatQuantity(from, unit)} → ${to === null ? 'none' : formatQuantity(to, unit)}`;
}

/** What does not apply, by what is not there. */
function notApplicableLines(results: readonly InvariantResult[]): string[] {
  const absent = ({ evaluation }: InvariantResult) =>
    evaluation.kind === 'not-applicable' ? evaluation.absent.join(', ') : '';
  const reasons = [...new Set(results.map(absent))];
  return reasons.map((reason) => {
    const ids = results.filter((finding) => absent(finding) === reason).map(({ invariant }) => invariant.id);
    const says = `Not checked here, for there is no ${reason}: ${ids.join(', ')}`;
    return formatParagraph(says);
  });
}
