import type { Matrix, Seat } from '../../debate/core/events.ts';
import type { DecisionRecord } from '../../debate/record/decision-record.ts';
import type { SignedRecord } from '../../debate/record/signature.ts';
import {
  formatCount,
  formatSignature,
  formatSpending,
  formatUsd,
  matrixLabels,
  pluralize,
  recordTitles,
  roleLabel,
  stopReasonLabel,
  verifyCommandLine,
} from '../../debate/views/labels.ts';
import {
  describeAgainst,
  describeBaseline,
  formatAgreement,
  outcomeNotes,
} from '../../debate/views/record-text.ts';

/** A record as text, in reading order, for the Markdown and HTML exports. */
export interface RecordReport {
  readonly title: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** Without empty sections. */
  readonly sections: readonly ReportSection[];
}

export interface ReportSection {
  readonly title: string;
  readonly text: string | null;
  readonly items: readonly string[];
}

export function buildRecordReport(record: SignedRecord): RecordReport {
  const labelOf = createSeatLabeler(record);
  const sections = [
    listSection('Note', outcomeNotes(record, labelOf)),
    textSection(
      record.answer === null ? recordTitles.noDecision : recordTitles.answer,
      record.answer ?? record.message ?? '',
    ),
    listSection('Final votes', voteItems(record)),
    ...matrixSections(record.matrix),
    listSection(recordTitles.minority, minorityItems(record, labelOf)),
    listSection(
      recordTitles.changes,
      record.flips.map(
        ({ agent, round, from, to, because }) =>
          `${labelOf(agent)}, round ${round}: from “${from}” to “${to}”. ${because ?? 'No reason given.'}`,
      ),
    ),
    listSection('Evidence', evidenceItems(record, labelOf)),
    listSection(
      'Without the debate',
      record.baseline.claims.map(({ agent, claim }) => `${labelOf(agent)}: ${claim}`),
      describeBaseline(record).sentences.join(' '),
    ),
    listSection(
      'Notes from people',
      record.notes.map(({ text, by }) => `${by}: ${text}`),
    ),
    listSection(recordTitles.incidents, record.degraded),
    listSection('Cost', costItems(record, labelOf)),
  ];
  return {
    title: record.question,
    facts: reportFacts(record),
    sections: sections.filter(({ text, items }) => text !== null || items.length > 0),
  };
}

const textSection = (title: string, text: string): ReportSection => ({ title, text, items: [] });

/** A section without items is empty, whatever its introduction. */
const listSection = (title: string, items: readonly string[], text: string | null = null): ReportSection => ({
  title,
  text: items.length > 0 ? text : null,
  items,
});

type SeatLabeler = (agent: string) => string;

function createSeatLabeler({ panel, judge }: DecisionRecord): SeatLabeler {
  const seats: readonly Seat[] = [...panel, judge];
  const labels = new Map(seats.map(({ id, name, role }) => [id, `${name} (${roleLabel(role)})`]));
  return (agent) => labels.get(agent) ?? agent;
}

function reportFacts(record: SignedRecord): RecordReport['facts'] {
  const { agreement, cost, hashes, signature } = record;
  return [
    ['Outcome', `${record.outcome}${record.tied ? ', tied' : ''}`],
    ['Why it ended', stopReasonLabel(record.stopReason)],
    ...(agreement ? [['Agreement', `${formatAgreement(agreement.score)}: ${agreement.note}`] as const] : []),
    [
      'Panel',
      record.panel.map(({ name, role, model }) => `${name} (${roleLabel(role)}, ${model})`).join(', '),
    ],
    ['Cost', `${formatSpending(cost)}, ${formatCount(cost.tokens)} tokens in all`],
    ['Started', record.startedAt],
    ['Ended', record.endedAt],
    ['Debate', record.debate],
    ['Log', `${hashes.events} events, ${hashes.log}`],
    ['Contract', hashes.contract],
    ['Signature', formatSignature(signature)],
    ['Check it', `${verifyCommandLine} (of the JSON export)`],
  ];
}

const voteItems = ({ votes }: DecisionRecord): readonly string[] =>
  Object.entries(votes ?? {}).map(([option, count]) => `${option}: ${count}`);

const matrixSections = (matrix: Matrix | null): readonly ReportSection[] =>
  matrix ? matrixLabels.map(({ member, title }) => listSection(title, matrix[member])) : [];

const minorityItems = ({ minority }: DecisionRecord, labelOf: SeatLabeler): readonly string[] =>
  minority.map(({ agent, position, reason, points, rejectedBecause }) =>
    [
      `${labelOf(agent)}: ${position.choice ?? position.claim}`,
      ...(reason === null ? [] : [reason]),
      ...points.map(({ point, against }) => `${point} (${describeAgainst(against, labelOf)})`),
      ...(rejectedBecause === null ? [] : [`not adopted because: ${rejectedBecause}`]),
    ].join(' — '),
  );

const evidenceItems = ({ evidence }: DecisionRecord, labelOf: SeatLabeler): readonly string[] =>
  evidence.flatMap(({ id, name, citations }) => {
    if (citations.length === 0) return [`${id}, ${name}: not cited`];
    return citations.map(
      ({ quote, found, by }) =>
        `${id}, ${name}: “${quote}” (${by.map(labelOf).join(', ')})` +
        (found ? '' : ' — this quote is not in the document'),
    );
  });

const costItems = ({ cost }: DecisionRecord, labelOf: SeatLabeler): readonly string[] =>
  cost.byAgent.map(
    ({ agent, model, usd, inputTokens, outputTokens, attempts }) =>
      `${labelOf(agent)}, ${model}: ${formatUsd(usd)}, ${formatCount(inputTokens)} tokens in, ` +
      `${formatCount(outputTokens)} out, ${pluralize(attempts, 'turn')}`,
  );
