import { base } from '../../app/contract/base.ts';
import type { Contract } from '../../app/contract/contract.ts';
import { fixedIn, inSigns } from '../../app/contract/expression.ts';
import { pathsOf } from '../../app/contract/facts.ts';
import { structural } from '../../app/contract/invariants/structural.ts';
import { check, invariants } from '../../app/contract/invariants.ts';
import { profile, profileNames } from '../../app/contract/profiles.ts';
import { type Invariant, namesOf, type Standing } from '../../app/contract/relation.ts';
import { didYouMean } from '../../app/nearest.ts';
import { cloudFormationRules } from '../audit/cloudformation/rules/all.ts';
import { composeRules } from '../audit/compose/rules.ts';
import { kubernetesRules } from '../audit/kubernetes/source.ts';
import { oursRules } from '../audit/nginx/before-ours.ts';
import { nginxRules } from '../audit/nginx/rules/all.ts';
import type { Rule } from '../audit/source.ts';
import { inSvg } from '../lives/in-svg.ts';
import { inText, legend } from '../lives/in-text.ts';
import { timeline } from '../lives/life.ts';
import { lives } from '../lives/lives.ts';
import { type Asked, type Command, none, type Result, WrongUsage } from './command.ts';
import { valueAt } from './mend.ts';
import { amount, columns, indented, paragraph, wrapped } from './table.ts';
import { shown } from './values.ts';

export const explainCommand: Command = {
  usage: '[ID] [--profile PROFILE] [--svg FILE]',
  brief: 'what limits what; or one rule: what it prevents, how to see it fail',
  says: [
    'The life of a request, a stream, a socket, a debate and a deployment, with every deadline; with --svg as an ' +
      'image (- is stdout).',
    'With ID one invariant: what it prevents, how it stands in every profile, how to see it fail; or one rule of the ' +
      'audit.',
  ],
  example: 'keep-alive-outlives-gateway',
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
    return paragraphs(
      `${rule.id}: ${rule.says}.`,
      `Prevents ${rule.prevents}.`,
      `Source: ${rule.source}.`,
      `It is no relation of numbers. Held by ${rule.heldBy}.`,
    );
  const audited = auditRules.find((known) => known.id === id);
  if (audited) return explainRule(audited);
  const ids = [...new Set([...invariants, ...structural, ...auditRules].map((known) => known.id))];
  const meant = didYouMean(id, ids);
  throw new WrongUsage(`no invariant is called ${id}${meant || '; check --all names all of them'}`);
}

const auditRules: readonly Rule[] = [
  ...[...cloudFormationRules, ...kubernetesRules, ...composeRules],
  ...[...nginxRules, ...oursRules],
];

const explainRule = ({ id, says, prevents, fix, severity }: Rule): string =>
  paragraphs(
    `${id}: ${says}.`,
    `Prevents ${prevents}.`,
    `Cure: ${fix}`,
    `It is a rule of the audit, for files of others; where it is broken, that is of severity ${severity}.`,
  );

const paragraphs = (...texts: readonly string[]): string => texts.map((text) => wrapped(text)).join('\n');

function explainInvariant(invariant: Invariant, contracts: readonly Contract[]): string {
  const { id, says, prevents, source, reproduce, left, relation, right, when } = invariant;
  return [
    paragraphs(`${id}: ${says}.`, `Prevents ${prevents}.`),
    '',
    paragraph(`${inSigns(left)} ${relation} ${inSigns(right)}`),
    '',
    paragraphs(`See it fail: ${reproduce}`),
    // Every relation between times has a row there, which a test holds.
    ...(invariant.unit === 'ms' ? [`npm run proof -- ${id} does it.`] : []),
    paragraphs(`Source: ${source}.`),
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
