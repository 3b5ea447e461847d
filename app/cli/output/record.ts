import type { DecisionRecord } from '../../debate/record/decision-record.ts';
import type { SignedRecord } from '../../debate/record/signature.ts';
import { seatLabel, stopReasonLabel } from '../../debate/views/labels.ts';
import { type Fact, outcomeFacts } from '../../debate/views/record-facts.ts';
import { noMinority, outcomeNotes, outcomeTitle } from '../../debate/views/record-text.ts';
import { displayWidth, padEnd, wrapText } from '../../shared/command-line/text-layout.ts';
import { toPrintableDeep } from '../../shared/printable.ts';
import { markdownLines } from './markdown.ts';
import { detailSections, type RecordSection } from './record-details.ts';
import type { Style } from './style.ts';

/** A whole record for a terminal, without empty sections. The decision comes last, where a person reads. */
export function recordLines(signedRecord: SignedRecord, columns: number, style: Style): string[] {
  const record = toPrintableDeep(signedRecord);
  const names = seatNames(record);
  const sections = detailSections(record, signedRecord, names, columns - 2, style);
  return [...sectionLines(sections, style), ...outcomeLines(record, names, columns, style)];
}

/** The decision of a debate that a person has watched, and how to see the rest. */
export function decisionLines(signedRecord: SignedRecord, columns: number, style: Style): string[] {
  const record = toPrintableDeep(signedRecord);
  return [
    ...outcomeLines(record, seatNames(record), columns, style),
    ...factLines([['Whole record', `rostrum show ${record.debate}`]], columns, style),
  ];
}

type NameOf = (agent: string) => string;

function seatNames({ panel, judge }: DecisionRecord): NameOf {
  const names = new Map([...panel, judge].map((seat) => [seat.id, seatLabel(seat)]));
  return (agent) => names.get(agent) ?? agent;
}

const sectionLines = (sections: readonly RecordSection[], style: Style): string[] =>
  sections.flatMap(([title, lines]) =>
    lines.length > 0 ? [style.bold(title), ...lines.map((line) => `  ${line}`.trimEnd()), ''] : [],
  );

function outcomeLines(record: DecisionRecord, names: NameOf, columns: number, style: Style): string[] {
  const notes = outcomeNotes(record, names).flatMap((note) => wrapText(note, columns - 2, '- ', '  '));
  const sections: readonly RecordSection[] = [
    ['Note', notes],
    [outcomeTitle(record), answerLines(record, columns - 2, style)],
  ];
  const dissents = record.minority.map(
    ({ agent, position }): Fact => ['Dissent', `${names(agent)}: ${position.choice ?? position.claim}`],
  );
  const isUnanimous = record.outcome === 'decided' && dissents.length === 0;
  const facts: readonly Fact[] = [
    ...(isUnanimous ? [['Dissent', noMinority] as const] : dissents),
    ...outcomeFacts(record, names),
  ];
  return [...sectionLines(sections, style), ...factLines(facts, columns, style)];
}

const answerLines = (
  { answer, message, stopReason: reason }: DecisionRecord,
  columns: number,
  style: Style,
): string[] =>
  answer === null
    ? wrapText(message ?? stopReasonLabel(reason), columns)
    : markdownLines(answer, columns, style);

const labelColumns = displayWidth('Whole record') + 2;

const factLines = (facts: readonly Fact[], columns: number, style: Style): string[] =>
  facts.flatMap(([label, value]) => {
    const [first = '', ...rest] = wrapText(value, columns - labelColumns);
    return [
      style.bold(padEnd(label, labelColumns)) + first,
      ...rest.map((line) => ' '.repeat(labelColumns) + line),
    ];
  });
