import type { Citation, Matrix } from '../../debate/core/events.ts';
import type { DecisionRecord } from '../../debate/record/decision-record.ts';
import type { SignedRecord } from '../../debate/record/signature.ts';
import {
  formatCount,
  formatPercent,
  formatSignature,
  formatSpending,
  formatUsd,
  matrixLabels,
  pluralize,
  recordTitles,
  stopReasonLabel,
} from '../../debate/views/labels.ts';
import {
  describeAgainst,
  describeBaseline,
  formatAgreement,
  noMinority,
  outcomeNotes,
} from '../../debate/views/record-text.ts';
import { alignColumns, wrapText } from '../../shared/command-line/text-layout.ts';
import { toPrintable, toPrintableDeep } from '../../shared/printable.ts';
import { markdownLines } from './markdown.ts';
import type { Style } from './style.ts';
import { seatName } from './transcript.ts';

/** A decision record for a terminal, without empty sections. */
export function recordLines(signedRecord: SignedRecord, columns: number, style: Style): string[] {
  const record = toPrintableDeep(signedRecord);
  const name = seatNames(record);
  const sections: readonly [string, readonly string[]][] = [
    ['Question', wrapText(record.question, columns - 2)],
    ['Note', outcomeNotes(record, name).flatMap((note) => wrapText(note, columns - 2, '- ', '  '))],
    [
      record.answer === null ? recordTitles.noDecision : recordTitles.answer,
      answerLines(record, columns - 2, style),
    ],
    ['Agreement', agreementLines(record)],
    ['Final votes', voteLines(signedRecord)],
    ['Comparison by the judge', matrixLines(record.matrix, columns - 2, style)],
    [recordTitles.minority, minorityLines(record, name, columns - 2)],
    [recordTitles.changes, changeLines(record, name, columns - 2)],
    ['Evidence cited', evidenceLines(record, name, columns - 2, style)],
    ['Without the debate', baselineLines(record, name, columns - 2)],
    ['Cost', costLines(record, name)],
    [recordTitles.incidents, record.degraded.flatMap((line) => wrapText(line, columns - 2, '- ', '  '))],
    ['Record', metadataLines(record)],
  ];
  return sections.flatMap(([title, lines]) =>
    lines.length > 0 ? [style.bold(title), ...lines.map((line) => `  ${line}`.trimEnd()), ''] : [],
  );
}

type NameOf = (agent: string) => string;

function seatNames({ panel, judge }: DecisionRecord): NameOf {
  const names = new Map([...panel, judge].map((seat) => [seat.id, seatName(seat)]));
  return (agent) => names.get(agent) ?? agent;
}

function answerLines(
  { answer, message, stopReason: reason }: DecisionRecord,
  columns: number,
  style: Style,
): string[] {
  return answer === null
    ? wrapText(message ?? stopReasonLabel(reason), columns)
    : markdownLines(answer, columns, style);
}

function agreementLines({ agreement, agreementByRound, stopReason: reason }: DecisionRecord): string[] {
  const scores = agreementByRound.map(({ score }) => formatAgreement(score)).join(' → ');
  return [
    ...(agreement ? [`${formatAgreement(agreement.score)} (${agreement.note})`] : []),
    ...(agreementByRound.length > 1 ? [`By round: ${scores}`] : []),
    `Why it stopped: ${stopReasonLabel(reason)}`,
  ];
}

/** Takes the record as received: distinct options may look alike once they are printable. */
const voteLines = ({ votes, choice }: DecisionRecord): string[] =>
  alignColumns(
    Object.entries(votes ?? {})
      .sort(([, a], [, b]) => b - a)
      .map(([option, number]) => [
        String(number),
        `${toPrintable(option)}${option === choice ? '  ← decided' : ''}`,
      ]),
  );

const matrixLines = (value: Matrix | null, columns: number, style: Style): string[] =>
  matrixLabels.flatMap(({ member, title }) => {
    const items = value?.[member] ?? [];
    return items.length > 0
      ? [style.accent(title), ...items.flatMap((item) => wrapText(item, columns, '- ', '  '))]
      : [];
  });

const minorityLines = ({ minority, outcome }: DecisionRecord, name: NameOf, columns: number): string[] =>
  minority.length === 0 && outcome === 'decided'
    ? [noMinority]
    : minority.flatMap(
        ({ agent, position: { claim, choice, confidence }, reason, points, rejectedBecause }) => [
          ...wrapText(
            `${name(agent)}, ${formatPercent(confidence)} sure: ${choice ? `${choice}: ` : ''}${claim}`,
            columns,
            '',
            '  ',
          ),
          ...(reason === null ? [] : wrapText(`Strongest reason: ${reason}`, columns, '  ', '    ')),
          ...points.flatMap(({ point, against }) =>
            wrapText(`${point} (${describeAgainst(against, name)})`, columns, '  - ', '    '),
          ),
          ...(rejectedBecause === null
            ? []
            : wrapText(`Not adopted because: ${rejectedBecause}`, columns, '  ', '    ')),
        ],
      );

const changeLines = ({ flips }: DecisionRecord, name: NameOf, columns: number): string[] =>
  flips.flatMap(({ agent, round, from, to, because }) => [
    ...wrapText(`${name(agent)}, round ${round}: from “${from}” to “${to}”`, columns, '', '  '),
    ...wrapText(`Because: ${because ?? 'no reason given'}`, columns, '  '),
  ]);

const evidenceLines = ({ evidence }: DecisionRecord, name: NameOf, columns: number, style: Style): string[] =>
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
  const mark = found ? style.success('✓ found    ') : style.error('✗ not found');
  return wrapText(`“${quote}” by ${by.join(', ')}`, columns, `  ${mark}  `, ' '.repeat(15));
}

const baselineLines = (record: DecisionRecord, name: NameOf, columns: number): string[] => [
  ...describeBaseline(record).sentences.flatMap((sentence) => wrapText(sentence, columns)),
  ...record.baseline.claims.flatMap(({ agent, claim }) =>
    wrapText(`${name(agent)}: ${claim}`, columns, '- ', '  '),
  ),
];

function costLines({ cost }: DecisionRecord, name: NameOf): string[] {
  const rows = cost.byAgent.map(({ agent, model, usd, inputTokens, outputTokens, attempts }) => [
    name(agent),
    model,
    formatUsd(usd),
    `${formatCount(inputTokens)} in`,
    `${formatCount(outputTokens)} out`,
    pluralize(attempts, 'attempt'),
  ]);
  return [`${formatSpending(cost)}, ${formatCount(cost.tokens)} tokens`, ...alignColumns(rows)];
}

const metadataLines = ({ debate, preset, startedAt, endedAt, hashes, signature }: SignedRecord): string[] =>
  alignColumns([
    ['debate', debate],
    ['preset', preset],
    ['time', `${startedAt} to ${endedAt}`],
    ['log', `${pluralize(hashes.events, 'event')}, ${hashes.log}`],
    ['contract', hashes.contract],
    ['signature', formatSignature(signature)],
  ]);
