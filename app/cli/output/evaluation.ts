import type { AnswerMethod, MethodReport } from '../../debate/evaluation/methods.ts';
import type { ModelReport } from '../../debate/evaluation/models.ts';
import type { EvaluationReport, MethodComparison } from '../../debate/evaluation/report.ts';
import type { Interval, Proportion } from '../../debate/evaluation/statistics.ts';
import { pluralize } from '../../debate/views/labels.ts';
import { alignColumns, wrapText } from '../../shared/command-line/text-layout.ts';
import { neutralFormats } from '../../shared/formats.ts';
import { toPrintableDeep } from '../../shared/printable.ts';
import type { Style } from './style.ts';

const methodLabels: Readonly<Record<AnswerMethod, string>> = {
  'mean-seat': 'one seat, blind, on average',
  'best-seat': 'best seat, blind',
  'blind-majority': 'majority of blind answers',
  'final-vote': 'vote at the end',
  trajectory: 'vote over all rounds',
  judge: 'judge',
  decision: 'decision',
  'self-consistency': 'self-consistency',
};

/** Questions of the file, how many have a result, and how many of those are open. */
type AskedCounts = Readonly<Record<'questions' | 'answered' | 'open', number>>;

/** The report for people. */
export function evaluationLines(
  raw: EvaluationReport,
  asked: AskedCounts,
  columns: number,
  style: Style,
): string[] {
  const report = toPrintableDeep(raw);
  const { questions, methods, comparisons, models } = report;
  const wrap = (text: string) => wrapText(text, columns - 2);
  const sections: readonly [string, readonly string[]][] = [
    ['Did the debates help?', [headline(report), ...listGaps(report, asked)].flatMap(wrap)],
    [`Right answers to ${pluralize(questions, 'question')}`, methodLines(methods, report.unpricedTokens)],
    ['The decision against', comparisonLines(comparisons)],
    ...models.map((model): [string, readonly string[]] => [`Seats of ${model.model}`, modelLines(model)]),
    ['Notes', notes.flatMap((note) => wrapText(note, columns - 2, '- ', '  '))],
  ];
  return sections
    .filter(([, lines]) => lines.length > 0)
    .flatMap(([title, lines]) => [style.bold(title), ...lines.map((line) => `  ${line}`), ''])
    .slice(0, -1);
}

const notes = [
  'In brackets: intervals of 95%. A question without an answer, such as a tie, counts as wrong.',
  'The best seat is chosen afterwards, so it looks better than any choice before could be.',
  'Helped or hurt: the interval excludes 0, and p of the exact McNemar test is below 0.05.',
  'Shows: the smallest true difference that as many questions find in four of five repetitions.',
];

const headlines = {
  helped: 'Yes, they helped: the decision is right more often than the majority of the blind answers,',
  hurt: 'No, they hurt: the decision is right less often than the majority of the blind answers,',
  'not-shown': 'Not shown: between the decision and the majority of the blind answers is a difference of',
} as const;

function headline({ comparisons }: EvaluationReport): string {
  const main = comparisons.find(({ against }) => against === 'blind-majority');
  if (!main) return 'No closed question has blind answers to compare with.';
  const { finding, difference, interval, detectableDifference: shows } = main;
  const size = `${formatPoints(difference)} points ${formatInterval(interval, formatPoints)}.`;
  const power =
    shows === null
      ? 'So few questions can show no difference at all.'
      : `So many questions can show one of ${formatPoints(shows)} points or more.`;
  return `${headlines[finding]} ${finding === 'not-shown' ? '' : 'by '}${size} ${power}`;
}

function listGaps({ leftOut, undecided }: EvaluationReport, asked: AskedCounts) {
  const missing = asked.questions - asked.answered;
  return [
    ...(missing > 0 ? [`${pluralize(missing, 'question')} of ${asked.questions} not asked yet.`] : []),
    ...(asked.open > 0
      ? [
          `${pluralize(asked.open, 'open question')}: rostrum eval sheet writes them down for people to compare.`,
        ]
      : []),
    ...(leftOut.length > 0 ? [`Left out, because no seat answered: ${leftOut.join(', ')}.`] : []),
    ...(undecided.length > 0
      ? [`Ended without a decision, which counts as wrong: ${undecided.join(', ')}.`]
      : []),
  ];
}

/** A point is a hundredth of accuracy. */
const formatPoints = (difference: number): string => {
  const text = (Math.abs(difference) * 100).toFixed(1);
  return text === '0.0' ? '0' : `${difference < 0 ? '−' : ''}${text}`;
};

const formatInterval = ([low, high]: Interval, format: (value: number) => string): string =>
  `(${format(low)} to ${format(high)})`;

const formatProportion = ({ rate, interval }: Proportion): string =>
  rate === null || interval === null
    ? '-'
    : `${neutralFormats.percent(rate)} ${formatInterval(interval, neutralFormats.percent)}`;

/** What a right answer costs: in tokens, when no amount in USD covers it. */
function methodLines(methods: readonly MethodReport[], unpricedTokens: number): string[] {
  const isPriced = unpricedTokens === 0 && methods.some(({ spent }) => spent.usd > 0);
  const cost = ({ usdPerRight, tokensPerRight }: MethodReport) =>
    isPriced
      ? usdPerRight && neutralFormats.usd(usdPerRight)
      : tokensPerRight && neutralFormats.count(Math.round(tokensPerRight));
  if (methods.length === 0) return [];
  return alignColumns([
    ['', 'accuracy', 'no answer', `${isPriced ? 'USD' : 'tokens'} each`, 'seconds'],
    ...methods.map((method) => [
      methodLabels[method.method],
      formatProportion(method.accuracy),
      String(method.withoutAnswer),
      cost(method) || '-',
      method.secondsMedian === null ? '-' : String(Math.round(method.secondsMedian)),
    ]),
  ]);
}

const findingLabels = { helped: 'helped', hurt: 'hurt', 'not-shown': 'not shown' } as const;

function comparisonLines(comparisons: readonly MethodComparison[]): string[] {
  if (comparisons.length === 0) return [];
  return alignColumns([
    ['', 'points', 'better', 'worse', 'p', 'shows', ''],
    ...comparisons.map(({ against, difference, interval, better, worse, mcNemarP, ...rest }) => [
      methodLabels[against],
      `${formatPoints(difference)} ${formatInterval(interval, formatPoints)}`,
      String(better),
      String(worse),
      mcNemarP === null ? '-' : mcNemarP.toFixed(3),
      rest.detectableDifference === null ? '-' : formatPoints(rest.detectableDifference),
      findingLabels[rest.finding],
    ]),
  ]);
}

function modelLines(model: ModelReport): string[] {
  const { corrections, collapses, conformity, blindCalibration: blind, finalCalibration: final } = model;
  const row = (label: string, of: string, proportion: Proportion) => [
    label,
    `${proportion.count} of ${proportion.of} ${of}`,
    formatProportion(proportion),
  ];
  const scoreRow = (label: string, before: number | null, after: number | null) => [
    label,
    `${formatScore(before)} blind, ${formatScore(after)} at the end`,
  ];
  return alignColumns([
    row('right, blind', 'answers', model.blindAccuracy),
    row('right at the end', 'answers', model.finalAccuracy),
    row('corrected', 'wrong blind answers', corrections),
    row('collapsed', 'right blind answers', collapses),
    row('conformed', 'that differed from the majority', conformity),
    scoreRow('Brier score', blind.brier, final.brier),
    scoreRow('calibration error', blind.expectedError, final.expectedError),
  ]);
}

const formatScore = (value: number | null): string => value?.toFixed(3) ?? '-';
