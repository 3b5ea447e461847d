import type { Contract } from '../../app/contract/contract.ts';
import { inSigns } from '../../app/contract/expression.ts';
import { pathsOf } from '../../app/contract/facts.ts';
import { check, type Finding } from '../../app/contract/invariants.ts';
import { profile, profileNames } from '../../app/contract/profiles.ts';
import { namesOf } from '../../app/contract/relation.ts';
import { asJson, type Command, json, none } from './command.ts';
import { type Mend, mend, valueAt } from './mend.ts';
import { amount, columns, indented, unitOf } from './table.ts';

export const checkCommand: Command = {
  usage: '[--profile PROFILE] [--json]',
  says: ['Every invariant with both sides, broken ones first, and the smallest change that mends them'],
  options: json,
  run({ profiles, options, words }) {
    none(words);
    const report = checkReport(profiles ?? profileNames.map(profile));
    return { output: options.json ? asJson(report.json) : report.text, exitCode: report.ok ? 0 : 1 };
  },
};

interface Report {
  readonly text: string;
  readonly json: unknown;
  /** Whether everything holds. */
  readonly ok: boolean;
}

/** Every invariant that applies to each contract, broken ones first, and those that do not apply with the reason. */
export function checkReport(contracts: readonly Contract[]): Report {
  const checked = contracts.map((contract) => ({ contract, findings: check(contract) }));
  const ok = (findings: readonly Finding[]) => findings.every(({ standing }) => standing.kind !== 'broken');
  return {
    text: checked.map(({ contract, findings }) => section(contract, findings)).join('\n\n'),
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

function section(contract: Contract, findings: readonly Finding[]): string {
  const of = (kind: string) => findings.filter(({ standing }) => standing.kind === kind);
  const broken = of('broken');
  const holding = of('holds');
  return [
    `${contract.profile}: ${holding.length} invariants hold, ${broken.length} broken`,
    indented(columns([...broken, ...holding].map(row))),
    ...broken.map((finding) => indented(cure(contract, finding))),
    ...freeLines(of('free')),
  ].join('\n');
}

const row = ({ invariant, standing }: Finding): string[] => {
  const { id, left, relation, right, unit } = invariant;
  if (standing.kind !== 'holds' && standing.kind !== 'broken') return [standing.kind, id];
  return [
    standing.kind === 'holds' ? 'holds' : 'BROKEN',
    id,
    `${amount(standing.left, unit)} ${relation} ${amount(standing.right, unit)}`,
    `${inSigns(left)} ${relation} ${inSigns(right)}`,
  ];
};

function cure(contract: Contract, { invariant }: Finding): string {
  const found = mend(contract, invariant);
  return [
    `${invariant.id} prevents ${invariant.prevents}.`,
    indented(found ? `mend: ${inWords(found)}` : 'mend: no change of one number is enough'),
  ].join('\n');
}

function inWords({ path, from, to }: Mend): string {
  const unit = unitOf(path);
  return `${path} ${amount(from, unit)} → ${to === null ? 'none' : amount(to, unit)}`;
}

/** What does not apply, by what is not there. */
function freeLines(free: readonly Finding[]): string[] {
  const absent = ({ standing }: Finding) => (standing.kind === 'free' ? standing.absent.join(', ') : '');
  const reasons = [...new Set(free.map(absent))];
  return reasons.map((reason) => {
    const ids = free.filter((finding) => absent(finding) === reason).map(({ invariant }) => invariant.id);
    return indented(`Not checked here, for there is no ${reason}: ${ids.join(', ')}`);
  });
}
