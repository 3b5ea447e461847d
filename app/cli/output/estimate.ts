import { phaseLabel, pluralize, roleLabel } from '../../debate/views/labels.ts';
import type { EstimateResponse, ScenarioCostResponse } from '../../debate/views/responses.ts';
import { alignColumns, wrapText } from '../../shared/command-line/text-layout.ts';
import { toPrintableDeep } from '../../shared/printable.ts';
import type { Style } from './style.ts';

export function estimateLines(raw: EstimateResponse, columns: number, style: Style): string[] {
  const estimate = toPrintableDeep(raw);
  const { panel, judge, rounds, preset, warnings, assumptions } = estimate;
  const seats = judge ? [...panel, judge] : panel;
  const sections: readonly [string, readonly string[]][] = [
    [
      `${preset}, at most ${pluralize(rounds, 'round')} of critique and revision`,
      alignColumns(seats.map(({ name, role, model }) => [name, roleLabel(role), model])),
    ],
    ['Turns, tokens and cost', figureLines(estimate, style)],
    ['Budget', budgetLines(estimate, style).flatMap((line) => wrapText(line, columns - 2))],
    ['Warnings', warnings.flatMap((line) => wrapText(line, columns - 2, '- ', '  '))],
    ['Assumptions', assumptions.flatMap((line) => wrapText(line, columns - 2, '- ', '  '))],
  ];
  return sections
    .filter(([, lines]) => lines.length > 0)
    .flatMap(([title, lines]) => [style.bold(title), ...lines.map((line) => `  ${line}`), ''])
    .slice(0, -1);
}

/** A warning before a debate. */
export const warningLines = (text: string, columns: number): string[] =>
  wrapText(`Warning: ${text}`, columns, '', '  ');

const phases = ['propose', 'critique', 'revise', 'decide'] as const;

function figureLines(
  { minimum, typical, maximum, unpriced }: EstimateResponse,
  { formats }: Style,
): string[] {
  const usedPhases = phases.filter((phase) => maximum.turns[phase] > 0);
  // Turns are counted over all rounds, so the label names no round.
  const roundlessLabel = (phase: (typeof phases)[number]) => phaseLabel(phase, 0).replace(/ 0$/, '');
  const usdLabel = unpriced.length === 0 ? 'USD' : 'USD, priced models only';
  const scenarios = [
    ['at least', minimum],
    ['typically', typical],
    ['at most', maximum],
  ] as const;
  const row = (name: string, format: (scenario: ScenarioCostResponse) => string) => [
    name,
    ...scenarios.map(([, scenario]) => format(scenario)),
  ];
  return alignColumns([
    ['', ...scenarios.map(([name]) => name)],
    ...usedPhases.map((phase) => row(`turns: ${roundlessLabel(phase)}`, ({ turns }) => String(turns[phase]))),
    row('turns in total', ({ turns }) => String(turns.total)),
    row('prompt tokens', ({ inputTokens }) => formats.count(inputTokens)),
    row('reply tokens', ({ outputTokens }) => formats.count(outputTokens)),
    row(usdLabel, ({ usd }) => formats.usd(usd)),
  ]);
}

function budgetLines({ budget, unpriced, deadlineSeconds }: EstimateResponse, { formats }: Style): string[] {
  const { usd, tokens, firstRound, sufficient } = budget;
  const limits = [
    ...(usd === null ? [] : [formats.usd(usd)]),
    ...(tokens === null ? [] : [`${formats.count(tokens)} tokens`]),
  ];
  const reserve =
    `The first round reserves ${formats.usd(firstRound.usd)} and ` +
    `${formats.count(firstRound.tokens)} tokens.`;
  const verdict = sufficient
    ? `${limits.join(' and ')}: enough for the first round.`
    : `${limits.join(' and ')}: not enough for the first round; the debate would end at once.`;
  const minutes = pluralize(Math.ceil(deadlineSeconds / 60), 'minute');
  const prices = `No known price, not in the USD amounts: ${unpriced.join(', ')}.`;
  return [
    limits.length === 0
      ? `None set: only the rounds and the deadline of ${minutes} limit the debate.`
      : verdict,
    reserve,
    ...(unpriced.length === 0 ? [] : [prices]),
  ];
}
