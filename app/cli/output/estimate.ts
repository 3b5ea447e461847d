import { formatCount, formatUsd, phaseLabel, pluralize, roleLabel } from '../../debate/views/labels.ts';
import type { EstimateResponse, ScenarioCostResponse } from '../../debate/views/responses.ts';
import type { Style } from './style.ts';
import { alignColumns, toPrintableDeep, wrapText } from './text.ts';

/** What a debate would cost, laid out for a terminal. */
export function estimateLines(raw: EstimateResponse, columns: number, style: Style): string[] {
  const estimate = toPrintableDeep(raw);
  const { panel, judge, rounds, preset, assumptions } = estimate;
  const seats = judge ? [...panel, judge] : panel;
  const sections: readonly [string, readonly string[]][] = [
    [
      `${preset}, at most ${pluralize(rounds, 'round')} of critique and revision`,
      alignColumns(seats.map(({ name, role, model }) => [name, roleLabel(role), model])),
    ],
    ['What it would take', figureLines(estimate)],
    ['Budget', budgetLines(estimate).flatMap((line) => wrapText(line, columns - 2))],
    ['How it is counted', assumptions.flatMap((line) => wrapText(line, columns - 2, '- ', '  '))],
  ];
  return sections
    .flatMap(([title, lines]) => [style.bold(title), ...lines.map((line) => `  ${line}`), ''])
    .slice(0, -1);
}

const phases = ['propose', 'critique', 'revise', 'decide'] as const;

function figureLines({ minimum, typical, maximum, unpriced }: EstimateResponse): string[] {
  const usedPhases = phases.filter((phase) => maximum.turns[phase] > 0);
  // Of the rounds together, so that none is named.
  const roundlessLabel = (phase: (typeof phases)[number]) => phaseLabel(phase, 0).replace(/ 0$/, '');
  const usdLabel = unpriced.length === 0 ? 'USD' : 'USD, of models with a price';
  const scenarios = [
    ['at least', minimum],
    ['usual', typical],
    ['at most', maximum],
  ] as const;
  const row = (name: string, format: (scenario: ScenarioCostResponse) => string) => [
    name,
    ...scenarios.map(([, scenario]) => format(scenario)),
  ];
  return alignColumns([
    ['', ...scenarios.map(([name]) => name)],
    ...usedPhases.map((phase) => row(`turns: ${roundlessLabel(phase)}`, ({ turns }) => String(turns[phase]))),
    row('turns in all', ({ turns }) => String(turns.total)),
    row('tokens of prompts', ({ inputTokens }) => formatCount(inputTokens)),
    row('tokens of replies', ({ outputTokens }) => formatCount(outputTokens)),
    row(usdLabel, ({ usd }) => formatUsd(usd)),
  ]);
}

function budgetLines({ budget, unpriced }: EstimateResponse): string[] {
  const { usd, tokens, firstRound, sufficient } = budget;
  const limits = [
    ...(usd === null ? [] : [formatUsd(usd)]),
    ...(tokens === null ? [] : [`${formatCount(tokens)} tokens`]),
  ];
  const reserve = `The first round needs ${formatUsd(firstRound.usd)} and ${formatCount(firstRound.tokens)} tokens held back.`;
  const verdict = sufficient
    ? `${limits.join(' and ')}: it suffices for the first round.`
    : `${limits.join(' and ')}: it does not suffice for the first round, and the debate would end at once.`;
  const prices = `Without a known price, and in no sum of USD: ${unpriced.join(', ')}.`;
  return [
    limits.length === 0
      ? 'None is set: only its rounds and its deadline limit what the debate takes.'
      : verdict,
    reserve,
    ...(unpriced.length === 0 ? [] : [prices]),
  ];
}
