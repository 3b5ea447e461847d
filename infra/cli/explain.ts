import { base } from '../../app/contract/base.ts';
import { inputPathsOf } from '../../app/contract/facts.ts';
import { constantsIn, formatExpression } from '../../app/contract/invariants/expression.ts';
import { type Evaluation, factsUsedBy, type Invariant } from '../../app/contract/invariants/invariant.ts';
import { structuralInvariants } from '../../app/contract/invariants/structural.ts';
import { evaluateInvariants, invariants } from '../../app/contract/invariants.ts';
import { profile, profileNames } from '../../app/contract/profiles.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import { rejectPositionals } from '../../app/shared/command-line/parse.ts';
import { UsageError } from '../../app/shared/command-line/usage-error.ts';
import { didYouMean } from '../../app/shared/suggestions.ts';
import { allRules, describeRule } from '../lint/rules/catalog.ts';
import {
  formatColumns,
  formatParagraph,
  formatQuantity,
  indentText,
  wrapIndented,
} from '../shared/format.ts';
import { timelineDefinitions } from '../timelines/all.ts';
import { renderSvg } from '../timelines/svg.ts';
import { legend, renderText } from '../timelines/text.ts';
import { buildTimeline } from '../timelines/timeline.ts';
import type { CommandInput, CommandOutput, ContractCommand } from './contract-command.ts';
import { formatSizing } from './sizing.ts';
import { getValue } from './smallest-fix.ts';
import { formatContractValue } from './values.ts';

export const explainCommand: ContractCommand = {
  usage: '[ID | sizing] [--profile PROFILE] [--svg FILE]',
  summary: 'print timelines of all deadlines; or explain one invariant or audit rule',
  description: [
    'Prints the timelines of a request, a stream, a socket, a debate and a deployment, with every deadline; with ' +
      '--svg as an image (- is stdout).',
    'With ID: an invariant with what it prevents, its result in every profile and how to reproduce the failure; or a ' +
      'rule of the audit.',
    'sizing: how many processes, how much memory, how many debates, with the numbers of a profile.',
  ],
  example: 'keep-alive-outlives-gateway',
  options: {
    svg: { type: 'string', placeholder: 'FILE', description: 'Write an SVG image; - is standard output' },
  },
  run({ profiles, options, positionals }) {
    const [id, ...more] = positionals;
    rejectPositionals(more);
    if (id === undefined) return renderTimelines(profiles?.[0] ?? profile('production'), options);
    if (options.svg !== undefined) throw new UsageError('--svg draws timelines, not an invariant');
    if (id === 'sizing')
      return { output: formatSizing(profiles?.[0] ?? profile('self-hosted')), exitCode: 0 };
    return { output: explain(id, profiles ?? profileNames.map(profile)), exitCode: 0 };
  },
};

function renderTimelines(contract: Contract, { svg }: CommandInput['options']): CommandOutput {
  const timelines = timelineDefinitions.map((definition) => buildTimeline(definition, contract));
  const title = `Timelines of the profile ${contract.profile}`;
  if (typeof svg !== 'string') {
    const head = `${title}; ${legend}`;
    return { output: [head, ...timelines.map(renderText)].join('\n\n'), exitCode: 0 };
  }
  const image = renderSvg(timelines, title);
  if (svg === '-') return { output: image.trimEnd(), exitCode: 0 };
  return { output: `written: ${svg}`, exitCode: 0, files: [{ path: svg, text: image }] };
}

function explain(id: string, contracts: readonly Contract[]): string {
  const invariant = invariants.find((known) => known.id === id);
  if (invariant) return explainInvariant(invariant, contracts);
  const rule = structuralInvariants.find((known) => known.id === id);
  if (rule)
    return wrapParagraphs(
      `${rule.id}: ${rule.summary}.`,
      `Prevents ${rule.rationale}.`,
      `Source: ${rule.source}.`,
      `Not a relation of numbers. Enforced by ${rule.enforcedBy}.`,
    );
  const auditRule = allRules.find((known) => known.id === id);
  if (auditRule) return wrapParagraphs(...describeRule(auditRule));
  const ids = [...new Set([...invariants, ...structuralInvariants, ...allRules].map((known) => known.id))];
  const suggestion = didYouMean(id, ids);
  throw new UsageError(`unknown invariant ${id}${suggestion || '; check --all lists all of them'}`);
}

const wrapParagraphs = (...texts: readonly string[]): string =>
  texts.map((text) => wrapIndented(text)).join('\n');

function explainInvariant(invariant: Invariant, contracts: readonly Contract[]): string {
  const { id, summary, rationale, source, reproduction, left, relation, right, when } = invariant;
  return [
    wrapParagraphs(`${id}: ${summary}.`, `Prevents ${rationale}.`),
    '',
    formatParagraph(`${formatExpression(left)} ${relation} ${formatExpression(right)}`),
    '',
    wrapParagraphs(`Reproduce: ${reproduction}`),
    // A test checks that every relation between times has an experiment there.
    ...(invariant.unit === 'ms' ? [`npm run proof -- ${id} runs it.`] : []),
    wrapParagraphs(`Source: ${source}.`),
    ...(when === undefined ? [] : [`Applies only with ${when}.`]),
    '',
    formatColumns(contracts.map((contract) => evaluationRow(contract, invariant))),
    '',
    'Numbers in the base, and in profiles that differ:',
    indentText(formatColumns(factRows(invariant, contracts))),
  ].join('\n');
}

function evaluationRow(contract: Contract, { id, relation, unit }: Invariant): string[] {
  const found = evaluateInvariants(contract).find(({ invariant }) => invariant.id === id)?.evaluation;
  return [contract.profile, found === undefined ? '' : formatEvaluation(found, relation, unit)];
}

function formatEvaluation(evaluation: Evaluation, relation: string, unit: Invariant['unit']): string {
  switch (evaluation.kind) {
    case 'holds':
    case 'broken': {
      const verdict = evaluation.kind === 'holds' ? 'holds' : 'FAIL';
      const [left, right] = [evaluation.left, evaluation.right].map((value) => formatQuantity(value, unit));
      return `${verdict}: ${left} ${relation} ${right}`;
    }
    case 'not-applicable':
      return `n/a: no ${evaluation.absent.join(', ')}`;
    case 'unknown':
      return `unknown: missing ${evaluation.missing.join(', ')}`;
  }
}

/** Where each number comes from. */
function factRows(invariant: Invariant, contracts: readonly Contract[]): string[][] {
  const paths = [...new Set(factsUsedBy(invariant).flatMap(inputPathsOf))];
  const constants = [...constantsIn(invariant.left), ...constantsIn(invariant.right)];
  return [
    ...paths.map((path) => {
      const differing = contracts.filter((contract) => getValue(contract, path) !== getValue(base, path));
      const byValue = Map.groupBy(differing, (contract) =>
        formatContractValue(path, getValue(contract, path)),
      );
      const values = [...byValue].map(
        ([value, those]) => `${value} in ${those.map((one) => one.profile).join(', ')}`,
      );
      return [path, formatContractValue(path, getValue(base, path)), values.join('; ')];
    }),
    ...constants.map((fixed) => [
      fixed.label,
      formatQuantity(fixed.value, invariant.unit),
      'given by others',
    ]),
  ];
}
