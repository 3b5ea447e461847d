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
import { kubernetesRules } from '../lint/models/kubernetes/file-kind.ts';
import { rostrumUpstreamRules } from '../lint/models/nginx/rostrum-upstream.ts';
import { cloudFormationRules } from '../lint/rules/cloudformation/all.ts';
import { composeRules } from '../lint/rules/compose.ts';
import { nginxRules } from '../lint/rules/nginx/all.ts';
import type { Rule } from '../lint/types.ts';
import { formatColumns, formatParagraph, formatQuantity, indentText, wrapText } from '../shared/format.ts';
import { timelineDefinitions } from '../timelines/all.ts';
import { renderSvg } from '../timelines/svg.ts';
import { legend, renderText } from '../timelines/text.ts';
import { buildTimeline } from '../timelines/timeline.ts';
import type { CommandInput, CommandResult, ContractCommand } from './contract-command.ts';
import { getValue } from './smallest-fix.ts';
import { formatContractValue } from './values.ts';

export const explainCommand: ContractCommand = {
  usage: '[ID] [--profile PROFILE] [--svg FILE]',
  summary: 'what limits what; or one rule: what it prevents, how to see it fail',
  description: [
    'The life of a request, a stream, a socket, a debate and a deployment, with every deadline; with --svg as an ' +
      'image (- is stdout).',
    'With ID one invariant: what it prevents, how it stands in every profile, how to see it fail; or one rule of the ' +
      'audit.',
  ],
  example: 'keep-alive-outlives-gateway',
  options: {
    svg: { type: 'string', placeholder: 'FILE', description: 'Write an SVG image; - is standard output' },
  },
  run({ profiles, options, positionals }) {
    const [id, ...more] = positionals;
    rejectPositionals(more);
    if (id === undefined) return renderTimelines(profiles?.[0] ?? profile('production'), options);
    if (options.svg !== undefined) throw new UsageError('--svg draws lives, not an invariant');
    return { output: explain(id, profiles ?? profileNames.map(profile)), exitCode: 0 };
  },
};

function renderTimelines(contract: Contract, { svg }: CommandInput['options']): CommandResult {
  const timelines = timelineDefinitions.map((life) => buildTimeline(life, contract));
  const title = `What limits what, with the numbers of ${contract.profile}`;
  if (typeof svg !== 'string') {
    const head = `${title}; ${legend}`;
    return { output: [head, ...timelines.map(renderText)].join('\n\n'), exitCode: 0 };
  }
  const drawn = renderSvg(timelines, title);
  if (svg === '-') return { output: drawn.trimEnd(), exitCode: 0 };
  return { output: `drawn: ${svg}`, exitCode: 0, files: [{ path: svg, text: drawn }] };
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
      `It is no relation of numbers. Held by ${rule.enforcedBy}.`,
    );
  const auditRule = auditRules.find((known) => known.id === id);
  if (auditRule) return explainRule(auditRule);
  const ids = [...new Set([...invariants, ...structuralInvariants, ...auditRules].map((known) => known.id))];
  const suggestion = didYouMean(id, ids);
  throw new UsageError(`no invariant is called ${id}${suggestion || '; check --all names all of them'}`);
}

const auditRules: readonly Rule[] = [
  ...[...cloudFormationRules, ...kubernetesRules, ...composeRules],
  ...[...nginxRules, ...rostrumUpstreamRules],
];

const explainRule = ({ id, summary, rationale, fix, severity }: Rule): string =>
  wrapParagraphs(
    `${id}: ${summary}.`,
    `Prevents ${rationale}.`,
    `Cure: ${fix}`,
    `It is a rule of the audit, for files of others; where it is broken, that is of severity ${severity}.`,
  );

const wrapParagraphs = (...texts: readonly string[]): string =>
  texts.map((text) => wrapText(text)).join('\n');

function explainInvariant(invariant: Invariant, contracts: readonly Contract[]): string {
  const { id, summary, rationale, source, reproduction, left, relation, right, when } = invariant;
  return [
    wrapParagraphs(`${id}: ${summary}.`, `Prevents ${rationale}.`),
    '',
    formatParagraph(`${formatExpression(left)} ${relation} ${formatExpression(right)}`),
    '',
    wrapParagraphs(`See it fail: ${reproduction}`),
    // Every relation between times has a row there, which a test holds.
    ...(invariant.unit === 'ms' ? [`npm run proof -- ${id} does it.`] : []),
    wrapParagraphs(`Source: ${source}.`),
    ...(when === undefined ? [] : [`It applies only where there is ${when}.`]),
    '',
    formatColumns(contracts.map((contract) => evaluationRow(contract, invariant))),
    '',
    'Its numbers, in the base and where a profile differs:',
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
      const verdict = evaluation.kind === 'holds' ? 'holds' : 'BROKEN';
      return `${verdict}: ${formatQuantity(evaluation.left, unit)} ${relation} ${formatQuantity(evaluation.right, unit)}`;
    }
    case 'not-applicable':
      return `does not apply: there is no ${evaluation.absent.join(', ')}`;
    case 'unknown':
      return `unknown: nothing says ${evaluation.missing.join(', ')}`;
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
