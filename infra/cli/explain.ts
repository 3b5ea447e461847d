import { base } from '../../app/contract/base.ts';
import type { Contract } from '../../app/contract/contract.ts';
import { drainMs, keepAliveMs, overruled } from '../../app/contract/derive.ts';
import { invariants } from '../../app/contract/invariants.ts';
import type { Invariant } from '../../app/contract/relation.ts';
import { side } from './check.ts';
import { amount, columns, indented, unitOf } from './table.ts';

/** All values of a contract, where they differ from the base, what follows from them, what the invariants prevent. */
export function explainContract(contract: Contract): string {
  const inBase = new Map(values(base));
  const rows = values(contract).map(([path, value]) => {
    const before = inBase.get(path);
    return [path, shown(path, value), before === value ? '' : `base: ${shown(path, before ?? null)}`];
  });
  return [
    `Values of ${contract.profile}`,
    indented(columns(rows)),
    '',
    'Derived',
    indented(
      columns([
        ["Node's keep-alive", amount(keepAliveMs(contract), 'ms')],
        ['drain, from SIGTERM to exit', amount(drainMs(contract), 'ms')],
      ]),
    ),
    ...overruledLines(contract),
    '',
    'Invariants',
    ...invariants.map(({ id, says, prevents }) => indented(`${id}: ${says}.\n  Prevents ${prevents}.`)),
  ].join('\n');
}

function overruledLines(contract: Contract): string[] {
  const lost = overruled(contract).map(({ path, documentedMs, derivedMs, because }) =>
    indented(`${path} (${amount(documentedMs, 'ms')}) gives way to ${amount(derivedMs, 'ms')}: ${because}.`),
  );
  return lost.length > 0 ? ['', 'Documented values that lose to a derived one', ...lost] : [];
}

/** One invariant: what it says and prevents, and how it stands in every contract given. */
export function explainInvariant(
  { id, says, prevents, applies, sides }: Invariant,
  contracts: readonly Contract[],
): string {
  const rows = contracts.map((contract) => {
    const found = sides(contract);
    if (!found) return [contract.profile, 'does not apply'];
    const { left, relation, right, holds } = found;
    return [contract.profile, `${holds ? 'holds' : 'BROKEN'}: ${side(left)} ${relation} ${side(right)}`];
  });
  const when = applies ? [`It applies ${applies}.`] : [];
  return [`${id}: ${says}.`, `Prevents ${prevents}.`, ...when, '', columns(rows)].join('\n');
}

type Value = string | number | boolean | null;

function values(part: object, at = ''): [string, Value][] {
  return Object.entries(part).flatMap(([name, value]: [string, Value | object]): [string, Value][] => {
    const path = `${at}${name}`;
    if (path === 'profile') return [];
    return typeof value === 'object' && value !== null ? values(value, `${path}.`) : [[path, value]];
  });
}

const shown = (path: string, value: Value): string =>
  typeof value === 'number' ? amount(value, unitOf(path)) : value === null ? 'none' : String(value);
