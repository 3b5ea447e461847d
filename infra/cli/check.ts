import type { Contract } from '../../app/contract/contract.ts';
import { inSigns } from '../../app/contract/expression.ts';
import { pathsOf } from '../../app/contract/facts.ts';
import { check, type Finding } from '../../app/contract/invariants.ts';
import { profile, profileNames } from '../../app/contract/profiles.ts';
import { namesOf } from '../../app/contract/relation.ts';
import { inFull, inShort } from './checked.ts';
import { asJson, type Command, json, none } from './command.ts';
import { mend, valueAt } from './mend.ts';

export const checkCommand: Command = {
  brief: 'whether all numbers agree, and the smallest change that mends what is broken',
  usage: '[--profile PROFILE] [--all] [--json]',
  says: [
    'How many invariants hold in each profile; those that are broken with both sides, what they prevent, and the ' +
      'smallest change that mends them.',
    'With --profile every invariant of one with both sides, with --all (-v) of every profile; --json has all of it.',
  ],
  example: '--profile production',
  options: { ...json, all: { type: 'boolean', short: 'v' } },
  run({ profiles, options, words }) {
    none(words);
    const detail = profiles === null && !options.all ? 'summary' : 'full';
    const report = checkReport(profiles ?? profileNames.map(profile), detail);
    return { output: options.json ? asJson(report.json) : report.text, exitCode: report.ok ? 0 : 1 };
  },
};

interface Report {
  readonly text: string;
  readonly json: unknown;
  /** Whether everything holds. */
  readonly ok: boolean;
}

/**
 * In full every invariant that applies to each contract, broken ones first, and those that do not apply with the
 * reason; as a summary the broken ones alone, and how many there are of each.
 */
export function checkReport(contracts: readonly Contract[], detail: 'full' | 'summary'): Report {
  const checked = contracts.map((contract) => ({ contract, findings: check(contract) }));
  const ok = (findings: readonly Finding[]) => findings.every(({ standing }) => standing.kind !== 'broken');
  return {
    text: detail === 'full' ? checked.map(inFull).join('\n\n') : inShort(checked),
    json: checked.map(({ contract, findings }) => ({
      profile: contract.profile,
      ok: ok(findings),
      findings: findings.map((finding) => asData(contract, finding)),
    })),
    ok: checked.every(({ findings }) => ok(findings)),
  };
}

function asData(contract: Contract, { invariant, standing }: Finding) {
  const { id, says, left, relation, right, unit, prevents } = invariant;
  return {
    id,
    says,
    prevents,
    left: inSigns(left),
    relation,
    right: inSigns(right),
    unit,
    standing,
    numbers: Object.fromEntries(
      namesOf(invariant)
        .flatMap(pathsOf)
        .map((path) => [path, valueAt(contract, path)]),
    ),
    ...(standing.kind === 'broken' ? { mend: mend(contract, invariant) } : {}),
  };
}
