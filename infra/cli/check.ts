import { inputPathsOf } from '../../app/contract/facts.ts';
import { formatExpression } from '../../app/contract/invariants/expression.ts';
import { factsUsedBy } from '../../app/contract/invariants/invariant.ts';
import { evaluateInvariants, type InvariantResult } from '../../app/contract/invariants.ts';
import { profile, profileNames } from '../../app/contract/profiles.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { rejectPositionals } from '../../app/shared/command-line/parse.ts';
import { fullReport, shortReport } from './check-report.ts';
import { type ContractCommand, formatJson, jsonOption } from './contract-command.ts';
import { findSmallestFix, getValue } from './smallest-fix.ts';

export const checkCommand: ContractCommand = {
  summary: 'check all invariants; print the smallest fix for each violation',
  usage: '[--profile PROFILE] [--all] [--json]',
  description: [
    'Counts the invariants that hold in each profile; prints violations with both sides, what they prevent and the ' +
      'smallest fix.',
    'With --profile: every invariant of one profile with both sides; with --all (-v): of every profile; --json: all ' +
      'of it as JSON.',
  ],
  example: '--profile production',
  options: {
    ...jsonOption,
    all: { type: 'boolean', short: 'v', description: 'Print every invariant of every profile' },
  },
  run({ profiles, options, positionals }) {
    rejectPositionals(positionals);
    const detail = profiles === null && !options.all ? 'summary' : 'full';
    const report = createCheckReport(profiles ?? profileNames.map(profile), detail);
    return { output: options.json ? formatJson(report.json) : report.text, exitCode: report.allHold ? 0 : 1 };
  },
};

interface CheckReport {
  readonly text: string;
  readonly json: unknown;
  /** Whether no invariant is violated. */
  readonly allHold: boolean;
}

/** Detail `full` lists every invariant, violations first; `summary` lists violations only, with counts per profile. */
export function createCheckReport(contracts: readonly Contract[], detail: 'full' | 'summary'): CheckReport {
  const results = contracts.map((contract) => ({ contract, findings: evaluateInvariants(contract) }));
  const ok = (findings: readonly InvariantResult[]) =>
    findings.every(({ evaluation }) => evaluation.kind !== 'broken');
  return {
    text: detail === 'full' ? results.map(fullReport).join('\n\n') : shortReport(results),
    json: results.map(({ contract, findings }) => ({
      profile: contract.profile,
      ok: ok(findings),
      findings: findings.map((finding) => toJson(contract, finding)),
    })),
    allHold: results.every(({ findings }) => ok(findings)),
  };
}

function toJson(contract: Contract, { invariant, evaluation }: InvariantResult) {
  const { id, summary, left, relation, right, unit, rationale } = invariant;
  return {
    id,
    summary,
    rationale,
    left: formatExpression(left),
    relation,
    right: formatExpression(right),
    unit,
    evaluation,
    numbers: Object.fromEntries(
      factsUsedBy(invariant)
        .flatMap(inputPathsOf)
        .map((path) => [path, getValue(contract, path)]),
    ),
    ...(evaluation.kind === 'broken' ? { fix: findSmallestFix(contract, invariant) } : {}),
  };
}
