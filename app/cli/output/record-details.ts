import { describeCleanItems, describeFindings } from '../../debate/questions/describe-findings.ts';
import type { DecisionRecord } from '../../debate/record/decision-record.ts';
import type { SignedRecord } from '../../debate/record/signature.ts';
import { describeBaseline } from '../../debate/views/describe-baseline.ts';
import {
  matrixLabels,
  pluralize,
  recordTitles,
  type SeatNames,
  verifyCommandLine,
  verifyInstruction,
} from '../../debate/views/labels.ts';
import { describeCachedInput, type Fact, identityFacts } from '../../debate/views/record-facts.ts';
import {
  describeChange,
  describeCitation,
  describeDissent,
  describeIncidents,
  describeSource,
  opinionSections,
} from '../../debate/views/record-items.ts';
import { describeOtherVotes } from '../../debate/views/record-text.ts';
import { alignColumns, displayWidth, padEnd, wrapText } from '../../shared/command-line/text-layout.ts';
import { toPrintable } from '../../shared/printable.ts';
import type { Style } from './style.ts';

export type RecordSection = readonly [title: string, lines: readonly string[]];

type NameOf = (agent: string) => string;

/** Everything in a record but its decision. `received` is not yet printable. */
export function detailSections(
  record: SignedRecord,
  received: SignedRecord,
  { nameOf, labelOf }: SeatNames,
  columns: number,
  style: Style,
): readonly RecordSection[] {
  const bullets = (texts: readonly string[]) => texts.flatMap((text) => wrapText(text, columns, '- ', '  '));
  return [
    ['Question', wrapText(record.question, columns)],
    [recordTitles.comparison, matrixLines(record, columns, style)],
    [recordTitles.evidence, evidenceLines(record, nameOf, columns)],
    [recordTitles.notes, bullets(record.notes.map(({ by, text }) => `${by}: ${text}`))],
    [recordTitles.changes, changeLines(record, labelOf, columns)],
    [recordTitles.incidents, bullets(describeIncidents(record, nameOf))],
    [recordTitles.cost, costLines(record, labelOf, columns, style)],
    [recordTitles.identity, identityLines(record, columns, style)],
    [recordTitles.baseline, baselineLines(record, labelOf, columns, style)],
    ...opinionSections(record, nameOf, style.formats).map(
      ({ title, entries }): RecordSection => [
        title,
        bullets(entries.map(({ who, text }) => `${who}: ${text}`)),
      ],
    ),
    [recordTitles.votes, voteLines(record, received, columns)],
    [recordTitles.minority, minorityLines(record, { nameOf, labelOf }, columns, style)],
    [recordTitles.findings, findingLines(record, nameOf, columns)],
  ];
}

function findingLines(record: DecisionRecord, nameOf: NameOf, columns: number): string[] {
  const clean = describeCleanItems(record);
  return [
    ...describeFindings(record, nameOf).flatMap(({ severity, text, item, source, support }) => [
      ...wrapText(`${severity}: ${text}`, columns, '', '  '),
      ...[item, source, support].flatMap((detail) => wrapText(detail, columns, '  - ', '    ')),
    ]),
    ...(clean === null ? [] : wrapText(clean, columns)),
  ];
}

const matrixLines = ({ matrix }: DecisionRecord, columns: number, style: Style): string[] =>
  matrixLabels.flatMap(({ member, title }) => {
    const items = matrix?.[member] ?? [];
    return items.length > 0
      ? [style.accent(title), ...items.flatMap((item) => wrapText(item, columns, '- ', '  '))]
      : [];
  });

const evidenceLines = ({ evidence }: DecisionRecord, nameOf: NameOf, columns: number): string[] =>
  evidence.flatMap(({ id, name, source, citations }) => [
    `${id} ${name}${citations.length === 0 ? ': not cited' : ''}`,
    ...(source ? wrapText(`Source: ${describeSource(source)}`, columns, '  ', '    ') : []),
    ...citations.flatMap((citation) =>
      wrapText(describeCitation(citation, nameOf), columns, `  ${citation.found ? '✓' : '✗'} `, '    '),
    ),
  ]);

const changeLines = ({ flips }: DecisionRecord, labelOf: NameOf, columns: number): string[] =>
  flips.flatMap((flip) => {
    const { who, change, reason } = describeChange(flip, labelOf);
    return [...wrapText(`${who}: ${change}`, columns, '', '  '), ...wrapText(reason, columns, '  ')];
  });

function costLines({ cost }: DecisionRecord, labelOf: NameOf, columns: number, style: Style): string[] {
  const rows = cost.byAgent.map(({ agent, model, usd, inputTokens, outputTokens, attempts }) => [
    labelOf(agent),
    model,
    style.formats.usd(usd),
    `${style.formats.count(inputTokens)} in`,
    `${style.formats.count(outputTokens)} out`,
    pluralize(attempts, 'attempt'),
  ]);
  const cached = describeCachedInput(cost, style.formats);
  const table = alignColumns(rows);
  const fits = table.every((line) => displayWidth(line) <= columns);
  return [
    ...(fits ? table : rows.flatMap((cells) => wrapText(cells.join(', '), columns, '', '  '))),
    ...(cached === null ? [] : wrapText(cached, columns)),
  ];
}

const identityLines = (record: SignedRecord, columns: number, style: Style): string[] => [
  ...factLines(identityFacts(record), columns, style),
  ...wrapText(`${verifyInstruction} Then verify the JSON export:`, columns),
  verifyCommandLine(record.signature.keyId),
];

/** Labels in a column of their own. A value with a word that is too long for its column is below its label. */
export function factLines(facts: readonly Fact[], columns: number, style: Style): string[] {
  const labelColumns = 2 + Math.max(labelColumnsMin, ...facts.map(([label]) => displayWidth(label)));
  return facts.flatMap(([label, value]) => {
    const [first = '', ...rest] = wrapText(value, columns - labelColumns);
    if ([first, ...rest].some((line) => displayWidth(line) > columns - labelColumns))
      return [style.bold(label), ...wrapText(value, columns, '  ')];
    return [
      style.bold(padEnd(label, labelColumns)) + first,
      ...rest.map((line) => ' '.repeat(labelColumns) + line),
    ];
  });
}

/** The width of the label of the last line, which is printed apart. */
const labelColumnsMin = 'Whole record'.length;

const baselineLines = (record: DecisionRecord, labelOf: NameOf, columns: number, style: Style): string[] => [
  ...describeBaseline(record, style.formats).sentences.flatMap((sentence) => wrapText(sentence, columns)),
  ...record.baseline.claims.flatMap(({ agent, claim }) =>
    wrapText(`${labelOf(agent)}: ${claim}`, columns, '- ', '  '),
  ),
];

/** Takes the votes as received: distinct options may look alike once they are printable. */
const voteLines = (record: DecisionRecord, { votes, choice }: DecisionRecord, columns: number): string[] => [
  ...alignColumns(
    Object.entries(votes ?? {})
      .sort(([, a], [, b]) => b - a)
      .map(([option, number]) => [
        String(number),
        `${toPrintable(option)}${option === choice ? '  ← decided' : ''}`,
      ]),
  ),
  ...describeOtherVotes(record).flatMap((sentence) => wrapText(sentence, columns)),
];

const minorityLines = (
  { minority }: DecisionRecord,
  { nameOf, labelOf }: SeatNames,
  columns: number,
  style: Style,
): string[] =>
  minority.flatMap((dissent) => {
    const { position, details } = describeDissent(dissent, nameOf, style.formats);
    return [
      ...wrapText(`${labelOf(dissent.agent)}: ${position}`, columns, '', '  '),
      ...details.flatMap((detail) => wrapText(detail, columns, '  - ', '    ')),
    ];
  });
