import { base } from '../../app/contract/base.ts';
import { drainMs, keepAliveMs, overriddenValues } from '../../app/contract/derived.ts';
import { profile } from '../../app/contract/profiles.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { rejectPositionals } from '../../app/shared/command-line/parse.ts';
import { formatColumns, formatParagraph, formatQuantity, indentText, unitOf } from '../shared/format.ts';
import type { ContractCommand } from './contract-command.ts';

export const valuesCommand: ContractCommand = {
  summary: 'list all values of a profile, and those derived from them',
  usage: '[--profile PROFILE]',
  description: [
    'Lists every value of a profile (default: production), the base value if it differs, and derived values.',
  ],
  example: '--profile self-hosted',
  options: {},
  run({ profiles, positionals }) {
    rejectPositionals(positionals);
    return { output: formatValues(profiles?.[0] ?? profile('production')), exitCode: 0 };
  },
};

function formatValues(contract: Contract): string {
  const baseValues = new Map(listValues(base));
  const rows = listValues(contract).map(([path, value]) => {
    const baseValue = baseValues.get(path);
    return [
      path,
      formatContractValue(path, value),
      baseValue === value ? '' : `base: ${formatContractValue(path, baseValue)}`,
    ];
  });
  return [
    `Values of ${contract.profile}`,
    indentText(formatColumns(rows)),
    '',
    'Derived',
    indentText(
      formatColumns([
        ["Node's keep-alive", formatQuantity(keepAliveMs(contract), 'ms')],
        ['drain, from SIGTERM to exit', formatQuantity(drainMs(contract), 'ms')],
      ]),
    ),
    ...overriddenLines(contract),
  ].join('\n');
}

function overriddenLines(contract: Contract): string[] {
  const lines = overriddenValues(contract).map(({ path, documentedMs, derivedMs, reason }) =>
    formatParagraph(
      `${path} (${formatQuantity(documentedMs, 'ms')}) is replaced by ${formatQuantity(derivedMs, 'ms')}: ${reason}.`,
    ),
  );
  return lines.length > 0 ? ['', 'Documented values replaced by derived ones', ...lines] : [];
}

function listValues(section: object, prefix = ''): [string, unknown][] {
  return Object.entries(section).flatMap(([name, value]: [string, unknown]): [string, unknown][] => {
    const path = `${prefix}${name}`;
    if (path === 'profile') return [];
    return typeof value === 'object' && value !== null ? listValues(value, `${path}.`) : [[path, value]];
  });
}

/** The value at a path, with its unit. */
export const formatContractValue = (path: string, value: unknown): string =>
  typeof value === 'number' ? formatQuantity(value, unitOf(path)) : value === null ? 'none' : String(value);
