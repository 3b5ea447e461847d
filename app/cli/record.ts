import type { Citation, Matrix } from '../debate/events.ts';
import type { DecisionRecord } from '../debate/record.ts';
import type { SignedRecord } from '../debate/signature.ts';
import { count, money, percent, plural, signedBy, spending, stopReason } from '../debate/words.ts';
import { markdownLines } from './markdown.ts';
import { seatName } from './narrate.ts';
import type { Style } from './style.ts';
import { printable, printableAll, table, wrap } from './text.ts';

/** A decision record laid out for a terminal. A part that has nothing to say is left out. */
export function recordLines(given: SignedRecord, columns: number, style: Style): string[] {
  const record = printableAll(given);
  const name = namesOf(record);
  const parts: readonly [string, readonly string[]][] = [
    ['Question', wrap(record.question, columns - 2)],
    [record.answer === null ? 'No decision' : 'Answer', answer(record, columns - 2, style)],
    ['Agreement', agreement(record)],
    ['Votes, over all rounds', votes(given)],
    ['What the judge found', matrix(record.matrix, columns - 2, style)],
    ['Minority report', minority(record, name, columns - 2)],
    ['Changes of position', flips(record, name, columns - 2)],
    ['Evidence cited', evidence(record, name, columns - 2, style)],
    ['Without the debate', baseline(record, name, columns - 2)],
    ['Cost', cost(record, name)],
    ['What went wrong on the way', record.degraded.flatMap((line) => wrap(line, columns - 2, '- ', '  '))],
    ['Record', about(record)],
  ];
  return parts.flatMap(([title, lines]) =>
    lines.length > 0 ? [style.bold(title), ...lines.map((line) => `  ${line}`.trimEnd()), ''] : [],
  );
}

type Name = (agent: string) => string;

function namesOf({ panel, judge }: DecisionRecord): Name {
  const seats = judge ? [...panel, judge] : panel;
  const names = new Map(seats.map((seat) => [seat.id, seatName(seat)]));
  return (agent) => names.get(agent) ?? agent;
}

function answer(
  { answer, message, stopReason: reason }: DecisionRecord,
  columns: number,
  style: Style,
): string[] {
  return answer === null
    ? wrap(message ?? stopReason(reason), columns)
    : markdownLines(answer, columns, style);
}

function agreement({ agreement, agreementByRound, stopReason: reason }: DecisionRecord): string[] {
  const scores = agreementByRound.map(({ score }) => percent(score)).join(' → ');
  return [
    ...(agreement ? [`${percent(agreement.score)} (${agreement.note})`] : []),
    ...(agreementByRound.length > 1 ? [`By round: ${scores}`] : []),
    `Why it stopped: ${stopReason(reason)}`,
  ];
}

/** Of the record as it came: options that differ may look alike once they are cleaned. */
const votes = ({ votes, choice }: DecisionRecord): string[] =>
  table(
    Object.entries(votes ?? {})
      .sort(([, a], [, b]) => b - a)
      .map(([option, number]) => [
        String(number),
        `${printable(option)}${option === choice ? '  ← decided' : ''}`,
      ]),
  );

const matrixParts: readonly (readonly [keyof Matrix, string])[] = [
  ['consensus', 'Consensus'],
  ['contradictions', 'Contradictions'],
  ['partialCoverage', 'Covered in part'],
  ['uniqueInsights', 'Unique insights'],
  ['blindSpots', 'Blind spots'],
];

const matrix = (found: Matrix | null, columns: number, style: Style): string[] =>
  matrixParts.flatMap(([part, title]) => {
    const items = found?.[part] ?? [];
    return items.length > 0
      ? [style.accent(title), ...items.flatMap((item) => wrap(item, columns, '- ', '  '))]
      : [];
  });

const minority = ({ minority }: DecisionRecord, name: Name, columns: number): string[] =>
  minority.flatMap(({ agent, position: { claim, choice, confidence }, points }) => [
    ...wrap(
      `${name(agent)}, ${percent(confidence)} sure: ${choice ? `${choice}: ` : ''}${claim}`,
      columns,
      '',
      '  ',
    ),
    ...points.flatMap((point) => wrap(point, columns, '  - ', '    ')),
  ]);

const flips = ({ flips }: DecisionRecord, name: Name, columns: number): string[] =>
  flips.flatMap(({ agent, round, from, to, because }) => [
    ...wrap(`${name(agent)}, round ${round}: from “${from}” to “${to}”`, columns, '', '  '),
    ...wrap(`Because: ${because}`, columns, '  '),
  ]);

const evidence = ({ evidence }: DecisionRecord, name: Name, columns: number, style: Style): string[] =>
  evidence.flatMap(({ id, name: file, citations }) => [
    `${id} ${file}${citations.length === 0 ? ': not cited' : ''}`,
    ...citations.flatMap((citation) => quoteLines(citation, citation.by.map(name), columns, style)),
  ]);

function quoteLines(
  { quote, found }: Pick<Citation, 'quote' | 'found'>,
  by: readonly string[],
  columns: number,
  style: Style,
): string[] {
  const mark = found ? style.good('✓ found    ') : style.bad('✗ not found');
  return wrap(`“${quote}” by ${by.join(', ')}`, columns, `  ${mark}  `, ' '.repeat(15));
}

function baseline({ baseline, options }: DecisionRecord, name: Name, columns: number): string[] {
  const { choices, claims, changed, costUsd } = baseline;
  const most = choices && choices.length > 0 ? [`Most blind votes: ${choices.join(', ')}`] : [];
  const openChange = changed
    ? 'The debate changed at least one position.'
    : 'The debate changed no position.';
  const vote = changed ? 'The debate changed the outcome.' : 'The debate came to the same.';
  return [
    ...most,
    ...claims.flatMap(({ agent, claim }) => wrap(`${name(agent)}: ${claim}`, columns, '- ', '  ')),
    `${options ? vote : openChange} The blind answers alone cost ${money(costUsd)}.`,
  ];
}

function cost({ cost }: DecisionRecord, name: Name): string[] {
  const rows = cost.byAgent.map(({ agent, model, usd, inputTokens, outputTokens, attempts }) => [
    name(agent),
    model,
    money(usd),
    `${count(inputTokens)} in`,
    `${count(outputTokens)} out`,
    plural(attempts, 'attempt'),
  ]);
  return [`${spending(cost)}, ${count(cost.tokens)} tokens`, ...table(rows)];
}

const about = ({ debate, preset, startedAt, endedAt, hashes, signature }: SignedRecord): string[] =>
  table([
    ['debate', debate],
    ['form', preset],
    ['time', `${startedAt} to ${endedAt}`],
    ['log', `${plural(hashes.events, 'event')}, ${hashes.log}`],
    ['contract', hashes.contract],
    ['signature', signedBy(signature)],
  ]);
