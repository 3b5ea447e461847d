import type { Contract } from '../../app/contract/contract.ts';
import { check, type Finding, invariants } from '../../app/contract/invariants.ts';
import type { Term } from '../../app/contract/relation.ts';
import { amount, columns, indented } from './table.ts';

export interface Report {
  readonly text: string;
  readonly json: unknown;
  /** Whether everything holds. */
  readonly ok: boolean;
}

/** Every invariant that applies to each contract, broken ones first, and those that do not apply with the reason. */
export function checkReport(contracts: readonly Contract[]): Report {
  const checked = contracts.map((contract) => ({ contract, findings: check(contract) }));
  return {
    text: checked.map(({ contract, findings }) => section(contract, findings)).join('\n\n'),
    json: checked.map(({ contract, findings }) => ({
      profile: contract.profile,
      ok: findings.every(({ holds }) => holds),
      findings: findings.map(({ invariant, ...sides }) => ({ id: invariant.id, ...sides })),
      skipped: skipped(findings).map(({ id, applies }) => ({ id, applies })),
    })),
    ok: checked.every(({ findings }) => findings.every(({ holds }) => holds)),
  };
}

function section({ profile }: Contract, findings: readonly Finding[]): string {
  const broken = findings.filter(({ holds }) => !holds);
  const holding = findings.filter(({ holds }) => holds);
  const lines = [
    `${profile}: ${holding.length} invariants hold, ${broken.length} broken`,
    indented(columns([...broken, ...holding].map(row))),
    ...broken.map(({ invariant }) => indented(`${invariant.id} prevents ${invariant.prevents}.`)),
    ...[skippedLine(skipped(findings))].filter((line) => line !== ''),
  ];
  return lines.join('\n');
}

const row = ({ invariant, left, relation, right, holds }: Finding): string[] => [
  holds ? 'holds' : 'BROKEN',
  invariant.id,
  side(left),
  relation,
  side(right),
];

export const side = ({ name, value, unit }: Term): string => `${name} = ${amount(value, unit)}`;

const skipped = (findings: readonly Finding[]) =>
  invariants.filter(({ id }) => findings.every(({ invariant }) => invariant.id !== id));

function skippedLine(left: readonly { readonly id: string; readonly applies?: string }[]): string {
  const reasons = new Set(left.map(({ applies }) => applies));
  return [...reasons]
    .map((reason) => {
      const ids = left.filter(({ applies }) => applies === reason).map(({ id }) => id);
      return indented(`Not checked here, for they apply only ${reason}: ${ids.join(', ')}`);
    })
    .join('\n');
}
