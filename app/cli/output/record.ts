import type { DecisionRecord } from '../../debate/record/decision-record.ts';
import type { SignedRecord } from '../../debate/record/signature.ts';
import { createSeatNames, type SeatNames, stopReasonLabel } from '../../debate/views/labels.ts';
import { type Fact, outcomeFacts } from '../../debate/views/record-facts.ts';
import { answerBelowChoice, noMinority, outcomeNotes, outcomeTitle } from '../../debate/views/record-text.ts';
import { wrapText } from '../../shared/command-line/text-layout.ts';
import { toPrintableDeep } from '../../shared/printable.ts';
import { markdownLines } from './markdown.ts';
import { detailSections, factLines, type RecordSection } from './record-details.ts';
import type { Style } from './style.ts';

/** A whole record for a terminal, without empty sections. The decision comes last, where a person reads. */
export function recordLines(signedRecord: SignedRecord, columns: number, style: Style): string[] {
  const record = toPrintableDeep(signedRecord);
  const names = createSeatNames([...record.panel, record.judge, ...record.jury]);
  const sections = detailSections(record, signedRecord, names, columns - 2, style);
  return [...sectionLines(sections, style), ...outcomeLines(record, names, columns, style)];
}

/**
 * The decision of a debate that a person has watched, and how to see the rest, in at most `rowsMax` lines: a long
 * answer is cut, and on a small terminal only the most important facts are left.
 */
export function decisionLines(
  signedRecord: SignedRecord,
  columns: number,
  style: Style,
  rowsMax: number | null,
): string[] {
  const record = toPrintableDeep(signedRecord);
  const names = createSeatNames([...record.panel, record.judge, ...record.jury]);
  const render = (answerRowsMax: number | null, isSmall: boolean) => [
    ...outcomeLines(record, names, columns, style, { answerRowsMax, isSmall }),
    ...showCommandLines(record, columns, style),
  ];
  const cut = (isSmall: boolean) => {
    const lines = render(null, isSmall);
    const answerRows = answerLines(record, columns - 2, style).length;
    return { lines, answerRows: answerRows - Math.max(0, lines.length - (rowsMax ?? lines.length)) };
  };
  const whole = cut(false);
  if (rowsMax === null || whole.lines.length <= rowsMax) return whole.lines;
  if (whole.answerRows >= answerRowsMin) return render(whole.answerRows, false);
  return render(Math.max(answerRowsMin, cut(true).answerRows), true);
}

/** The command stays in one line, so that it can be copied. */
function showCommandLines({ debate }: DecisionRecord, columns: number, style: Style): readonly string[] {
  const command = `rostrum show ${debate}`;
  const lines = factLines([['Whole record', command]], columns, style);
  return lines.length === 1 ? lines : [command];
}

const answerRowsMin = 3;

const sectionLines = (sections: readonly RecordSection[], style: Style): string[] =>
  sections.flatMap(([title, lines]) =>
    lines.length > 0 ? [style.bold(title), ...lines.map((line) => `  ${line}`.trimEnd()), ''] : [],
  );

interface OutcomeSize {
  readonly answerRowsMax: number | null;
  /** Dissent, agreement and cost only, without their explanations. */
  readonly isSmall: boolean;
}

function outcomeLines(
  record: DecisionRecord,
  names: SeatNames,
  columns: number,
  style: Style,
  { answerRowsMax, isSmall }: OutcomeSize = { answerRowsMax: null, isSmall: false },
): string[] {
  const notes = outcomeNotes(record, names.nameOf, style.formats).flatMap((note) =>
    wrapText(note, columns - 2, '- ', '  '),
  );
  const sections: readonly RecordSection[] = [
    ['Note', notes],
    [outcomeTitle(record), cutLines(answerLines(record, columns - 2, style), answerRowsMax, style)],
  ];
  const dissents = record.minority.map(
    ({ agent, position }): Fact => [
      'Dissent',
      `${names.labelOf(agent)}: ${position.choice ?? position.claim}`,
    ],
  );
  const isUnanimous = record.outcome === 'decided' && dissents.length === 0;
  const facts: readonly Fact[] = [
    ...(isUnanimous ? [['Dissent', noMinority] as const] : dissents),
    ...outcomeFacts(record, names.nameOf, style.formats),
  ];
  const shown = isSmall ? facts.flatMap(shortenFact) : facts;
  return [...sectionLines(sections, style), ...factLines(shown, columns, style)];
}

const shortFacts: readonly string[] = ['Dissent', 'Agreement', 'Cost'];

/** `67% (agreement, not correctness)` becomes `67%`. */
const shortenFact = ([label, value]: Fact): readonly Fact[] =>
  shortFacts.includes(label) ? [[label, (value.split(/[;(]|\. /)[0] ?? '').trim()]] : [];

function cutLines(lines: readonly string[], rowsMax: number | null, style: Style): readonly string[] {
  if (rowsMax === null || lines.length <= rowsMax) return lines;
  const kept = lines.slice(0, rowsMax - 1);
  return [...kept, style.dim(`… ${lines.length - kept.length} more lines`)];
}

function answerLines(record: DecisionRecord, columns: number, style: Style): string[] {
  const { choice, message, stopReason } = record;
  const answer = answerBelowChoice(record);
  if (choice === null && answer === null) return wrapText(message ?? stopReasonLabel(stopReason), columns);
  return [
    ...(choice === null ? [] : wrapText(choice, columns).map(style.bold)),
    ...(answer === null ? [] : markdownLines(answer, columns, style)),
  ];
}
