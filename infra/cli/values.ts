import { base } from '../../app/contract/base.ts';
import type { Contract } from '../../app/contract/contract.ts';
import { drainMs, keepAliveMs, overruled } from '../../app/contract/derive.ts';
import { profile } from '../../app/contract/profiles.ts';
import { type Command, none } from './command.ts';
import { amount, columns, indented, paragraph, unitOf } from './table.ts';

export const valuesCommand: Command = {
  brief: 'every number of a profile, and what follows from them',
  usage: '[--profile PROFILE]',
  says: [
    'Every value of a profile (production, unless one is named), the base where it differs, and what follows.',
  ],
  example: '--profile self-hosted',
  options: {},
  run({ profiles, words }) {
    none(words);
    return { output: valuesOf(profiles?.[0] ?? profile('production')), exitCode: 0 };
  },
};

function valuesOf(contract: Contract): string {
  const inBase = new Map(values(base));
  const rows = values(contract).map(([path, value]) => {
    const before = inBase.get(path);
    return [path, shown(path, value), before === value ? '' : `base: ${shown(path, before)}`];
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
  ].join('\n');
}

function overruledLines(contract: Contract): string[] {
  const lost = overruled(contract).map(({ path, documentedMs, derivedMs, because }) =>
    paragraph(`${path} (${amount(documentedMs, 'ms')}) gives way to ${amount(derivedMs, 'ms')}: ${because}.`),
  );
  return lost.length > 0 ? ['', 'Documented values that lose to a derived one', ...lost] : [];
}

/** Every value with its path. */
function values(part: object, at = ''): [string, unknown][] {
  return Object.entries(part).flatMap(([name, value]: [string, unknown]): [string, unknown][] => {
    const path = `${at}${name}`;
    if (path === 'profile') return [];
    return typeof value === 'object' && value !== null ? values(value, `${path}.`) : [[path, value]];
  });
}

/** The value at a path, with its unit. */
export const shown = (path: string, value: unknown): string =>
  typeof value === 'number' ? amount(value, unitOf(path)) : value === null ? 'none' : String(value);
