import { base } from '../../app/contract/base.ts';
import type { Contract } from '../../app/contract/contract.ts';
import { fixedIn, inSigns } from '../../app/contract/expression.ts';
import { pathsOf } from '../../app/contract/facts.ts';
import { structural } from '../../app/contract/invariants/structural.ts';
import { check, invariants } from '../../app/contract/invariants.ts';
import { profile, profileNames } from '../../app/contract/profiles.ts';
import { type Invariant, namesOf, type Standing } from '../../app/contract/relation.ts';
import { inSvg } from '../lives/in-svg.ts';
import { inText, legend } from '../lives/in-text.ts';
import { timeline } from '../lives/life.ts';
import { lives } from '../lives/lives.ts';
import { type Asked, type Command, none, type Result, WrongUsage } from './command.ts';
import { valueAt } from './mend.ts';
import { amount, columns, indented } from './table.ts';
import { shown } from './values.ts';

export const explainCommand: Command = {
  usage: '[ID] [--profile PROFILE] [--svg FILE]',
  says: [
    'The life of a request, a stream, a socket, a debate and a deployment, with every deadline;',
    'with --svg as an image (- is stdout). With ID one invariant: what it prevents, how it stands, how to see it fail',
  ],
  options: { svg: { type: 'string' } },
  run({ profiles, options, words }) {
    const [id, ...more] = words;
    none(more);
    if (id === undefined) return livesOf(profiles?.[0] ?? profile('production'), options);
    if (options.svg !== undefined) throw new WrongUsage('--svg draws lives, not an invariant');
    return { output: explained(id, profiles ?? profileNames.map(profile)), exitCode: 0 };
  },
};

function livesOf(contract: Contract, { svg }: Asked['options']): Result {
  const timelines = lives.map((life) => timeline(life, contract));
  const title = `What limits what, with the numbers of ${contract.profile}`;
  if (typeof svg !== 'string') {
    const head = `${title}; ${legend}`;
    return { output: [head, ...timelines.map(inText)].join('\n\n'), exitCode: 0 };
  }
  const drawn = inSvg(timelines, title);
  if (svg === '-') return { output: drawn.trimEnd(), exitCode: 0 };
  return { output: `drawn: ${svg}`, exitCode: 0, files: [{ path: svg, text: drawn }] };
}

function explained(id: string, contracts: readonly Contract[]): string {
  const invariant = invariants.find((known) => known.id === id);
  if (invariant) return explainInvariant(invariant, contracts);
  const rule = structural.find((known) => known.id === id);
  if (rule)
    return [
      `${rule.id}: ${rule.says}.`,
      `Prevents ${rule.prevents}.`,
      `Source: ${rule.source}.`,
      `It is no relation of numbers. Held by ${rule.heldBy}.`,
    ].join('\n');
  const ids = [...invariants, ...structural].map((known) => known.id);
  throw new WrongUsage(`no invariant is called ${id}; there are:\n  ${ids.join('\n  ')}`);
}

function explainInvariant(invariant: Invariant, contracts: readonly Contract[]): string {
  const { id, says, prevents, source, reproduce, left, relation, right, when } = invariant;
  return [
    `${id}: ${says}.`,
    `Prevents ${prevents}.`,
    '',
    indented(`${inSigns(left)} ${relation} ${inSigns(right)}`),
    '',
    `See it fail: ${reproduce}`,
    `Source: ${source}.`,
    ...(when === undefined ? [] : [`It applies only where there is ${when}.`]),
    '',
    columns(contracts.map((contract) => standingRow(contract, invariant))),
    '',
    'Its numbers, in the base and where a profile differs:',
    indented(columns(numbers(invariant, contracts))),
  ].join('\n');
}

function standingRow(contract: Contract, { id, relation, unit }: Invariant): string[] {
  const found = check(contract).find(({ invariant }) => invariant.id === id)?.standing;
  return [contract.profile, found === undefined ? '' : inWords(found, relation, unit)];
}

function inWords(found: Standing, relation: string, unit: Invariant['unit']): string {
  switch (found.kind) {
    case 'holds':
    case 'broken': {
      const verdict = found.kind === 'holds' ? 'holds' : 'BROKEN';
      return `${verdict}: ${amount(found.left, unit)} ${relation} ${amount(found.right, unit)}`;
    }
    case 'free':
      return `does not apply: there is no ${found.absent.join(', ')}`;
    case 'unknown':
      return `unknown: nothing says ${found.missing.join(', ')}`;
  }
}

/** Where each number comes from. */
function numbers(invariant: Invariant, contracts: readonly Contract[]): string[][] {
  const paths = [...new Set(namesOf(invariant).flatMap(pathsOf))];
  const given = [...fixedIn(invariant.left), ...fixedIn(invariant.right)];
  return [
    ...paths.map((path) => {
      const differing = contracts.filter((contract) => valueAt(contract, path) !== valueAt(base, path));
      const byValue = Map.groupBy(differing, (contract) => shown(path, valueAt(contract, path)));
      const told = [...byValue].map(
        ([value, those]) => `${value} in ${those.map((one) => one.profile).join(', ')}`,
      );
      return [path, shown(path, valueAt(base, path)), told.join('; ')];
    }),
    ...given.map((fixed) => [fixed.of, amount(fixed.is, invariant.unit), 'given by others']),
  ];
}
