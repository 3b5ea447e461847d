import type { Contract } from '../../app/contract/contract.ts';
import { inSigns } from '../../app/contract/expression.ts';
import type { Finding } from '../../app/contract/invariants.ts';
import { type Mend, mend } from './mend.ts';
import { amount, columns, columnsInside, indented, paragraph, unitOf, wrapped } from './table.ts';

/** A contract with how every invariant stands in it. */
export interface Checked {
  readonly contract: Contract;
  readonly findings: readonly Finding[];
}

type Kind = Finding['standing']['kind'];

const ofKind = ({ findings }: Checked, kind: Kind): Finding[] =>
  findings.filter(({ standing }) => standing.kind === kind);

/** Every invariant with both sides, what mends those that are broken, and which do not apply. */
export function inFull(checked: Checked): string {
  const { contract } = checked;
  const [broken, holding] = [ofKind(checked, 'broken'), ofKind(checked, 'holds')];
  return [
    `${contract.profile}: ${holding.length} invariants hold, ${broken.length} broken`,
    ...lines([...broken, ...holding, ...ofKind(checked, 'unknown')]),
    ...broken.map((finding) => indented(cure(contract, finding))),
    ...freeLines(ofKind(checked, 'free')),
  ].join('\n');
}

/** What is broken in full, and then a line for each profile. */
export function inShort(all: readonly Checked[]): string {
  const sections = all.flatMap((checked) => {
    const broken = ofKind(checked, 'broken');
    const cures = broken.map((finding) => indented(cure(checked.contract, finding)));
    return broken.length > 0 ? [[checked.contract.profile, ...lines(broken), ...cures].join('\n')] : [];
  });
  const rows = all.map((checked) => {
    const count = (kind: Kind, says: string) => `${ofKind(checked, kind).length} ${says}`;
    const unknown = ofKind(checked, 'unknown').length > 0 ? [count('unknown', 'unknown')] : [];
    return [
      checked.contract.profile,
      ...[count('holds', 'hold'), count('broken', 'broken'), count('free', 'do not apply')],
      ...unknown,
    ];
  });
  const more = 'Every invariant with its numbers: check --profile PROFILE, or check --all';
  return [...sections, columns(rows), more].join('\n\n');
}

/** A row each; what does not fit beside the numbers stands below them. */
function lines(findings: readonly Finding[]): string[] {
  const rows = findings.map(row);
  const heads = columns(rows.map((cells) => cells.slice(0, 3))).split('\n');
  const width = Math.max(...heads.map((head) => head.length));
  return rows.map(([, , , says = ''], index) => {
    const head = heads[index] ?? '';
    const isBeside = width + 2 + says.length <= columnsInside;
    const below = `\n${indented(indented(wrapped(says, '  ', columnsInside - 4)))}`;
    return indented(isBeside ? `${head.padEnd(width)}  ${says}`.trimEnd() : `${head}${below}`);
  });
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
    wrapped(`${invariant.id} prevents ${invariant.prevents}.`, '  ', columnsInside),
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
    const says = `Not checked here, for there is no ${reason}: ${ids.join(', ')}`;
    return paragraph(says);
  });
}
