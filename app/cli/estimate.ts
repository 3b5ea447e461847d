import type { CourseResource, EstimateResource } from '../debate/resources.ts';
import { count, money, phaseName, plural, roleName } from '../debate/words.ts';
import type { Style } from './style.ts';
import { printableAll, table, wrap } from './text.ts';

/** What a debate would cost, laid out for a terminal. */
export function estimateLines(given: EstimateResource, columns: number, style: Style): string[] {
  const estimate = printableAll(given);
  const { panel, judge, rounds, preset, counted } = estimate;
  const seats = judge ? [...panel, judge] : panel;
  const parts: readonly [string, readonly string[]][] = [
    [
      `${preset}, at most ${plural(rounds, 'round')} of critique and revision`,
      table(seats.map(({ name, role, model }) => [name, roleName(role), model])),
    ],
    ['What it would take', figures(estimate)],
    ['Budget', budget(estimate).flatMap((line) => wrap(line, columns - 2))],
    ['How it is counted', counted.flatMap((line) => wrap(line, columns - 2, '- ', '  '))],
  ];
  return parts
    .flatMap(([title, lines]) => [style.bold(title), ...lines.map((line) => `  ${line}`), ''])
    .slice(0, -1);
}

const phases = ['propose', 'critique', 'revise', 'decide'] as const;

function figures({ least, usual, most, unpriced }: EstimateResource): string[] {
  const spoken = phases.filter((phase) => most.turns[phase] > 0);
  // Of the rounds together, so that none is named.
  const named = (phase: (typeof phases)[number]) => phaseName(phase, 0).replace(/ 0$/, '');
  const sums = unpriced.length === 0 ? 'USD' : 'USD, of models with a price';
  const courses = [
    ['at least', least],
    ['usual', usual],
    ['at most', most],
  ] as const;
  const row = (name: string, said: (course: CourseResource) => string) => [
    name,
    ...courses.map(([, course]) => said(course)),
  ];
  return table([
    ['', ...courses.map(([name]) => name)],
    ...spoken.map((phase) => row(`turns: ${named(phase)}`, ({ turns }) => String(turns[phase]))),
    row('turns in all', ({ turns }) => String(turns.total)),
    row('tokens of prompts', ({ inputTokens }) => count(inputTokens)),
    row('tokens of replies', ({ outputTokens }) => count(outputTokens)),
    row(sums, ({ usd }) => money(usd)),
  ]);
}

function budget({ budget, unpriced }: EstimateResource): string[] {
  const { usd, tokens, firstRound, suffices } = budget;
  const given = [
    ...(usd === null ? [] : [money(usd)]),
    ...(tokens === null ? [] : [`${count(tokens)} tokens`]),
  ];
  const needs = `The first round needs ${money(firstRound.usd)} and ${count(firstRound.tokens)} tokens held back.`;
  const verdict = suffices
    ? `${given.join(' and ')}: it suffices for the first round.`
    : `${given.join(' and ')}: it does not suffice for the first round, and the debate would end at once.`;
  const prices = `Without a known price, and in no sum of USD: ${unpriced.join(', ')}.`;
  return [
    given.length === 0
      ? 'None is set: only its rounds and its deadline limit what the debate takes.'
      : verdict,
    needs,
    ...(unpriced.length === 0 ? [] : [prices]),
  ];
}
