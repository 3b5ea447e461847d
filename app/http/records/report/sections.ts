import { describeCleanItems, describeFindings } from '../../../debate/questions/describe-findings.ts';
import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import { describeBaseline } from '../../../debate/views/describe-baseline.ts';
import {
  matrixLabels,
  phaseLabel,
  pluralize,
  recordTitles,
  type SeatNames,
} from '../../../debate/views/labels.ts';
import { describeCachedInput, outcomeFacts } from '../../../debate/views/record-facts.ts';
import {
  describeChange,
  describeCitation,
  describeDissent,
  describeIncidents,
  describeSource,
  opinionSections,
} from '../../../debate/views/record-items.ts';
import {
  answerBelowChoice,
  describeOtherVotes,
  noMinority,
  outcomeTitle,
} from '../../../debate/views/record-text.ts';
import { neutralFormats } from '../../../shared/formats.ts';
import type { ReportBlock, ReportItem, ReportSection } from './report.ts';

/** The sections of a report in the order of the web page, the empty ones left out. */
export const createSections = (record: DecisionRecord, names: SeatNames): readonly ReportSection[] =>
  [
    section(outcomeTitle(record), answerBlocks(record, names)),
    section(recordTitles.findings, findingBlocks(record, names)),
    section(recordTitles.minority, minorityBlocks(record, names)),
    baselineSection(record, names),
    section(recordTitles.changes, [items(changeItems(record, names))]),
    section(recordTitles.comparison, [items(matrixItems(record))]),
    section(recordTitles.votes, voteBlocks(record)),
    ...opinionSections(record, names.nameOf, neutralFormats).map(({ title, entries }) =>
      section(title, [items(entries.map(({ who, text: content }) => item(content, who)))]),
    ),
    section(recordTitles.evidence, [items(evidenceItems(record, names))]),
    section(recordTitles.notes, [items(record.notes.map(({ by, text }) => item(text, by)))]),
    section(recordTitles.incidents, [
      items(describeIncidents(record, names.nameOf).map((text) => item(text))),
    ]),
    section(recordTitles.cost, costBlocks(record, names)),
  ].filter(({ blocks }) => blocks.length > 0);

const section = (
  title: string,
  blocks: readonly ReportBlock[],
  caption: string | null = null,
): ReportSection => ({
  title,
  caption,
  blocks: blocks.filter((block) => block.kind !== 'items' || block.items.length > 0),
});

const text = (content: string): ReportBlock => ({ kind: 'text', text: content });
const items = (content: readonly ReportItem[]): ReportBlock => ({ kind: 'items', items: content });
const item = (content: string, label: string | null = null, details: readonly string[] = []): ReportItem => ({
  label,
  text: content,
  details,
});

function answerBlocks(record: DecisionRecord, { nameOf }: SeatNames): readonly ReportBlock[] {
  const answer = answerBelowChoice(record);
  return [
    ...(record.choice === null ? [] : [{ kind: 'choice', text: record.choice } as const]),
    ...(answer === null ? [] : [{ kind: 'markdown', text: answer } as const]),
    ...(record.message === null ? [] : [text(record.message)]),
    { kind: 'facts', facts: outcomeFacts(record, nameOf, neutralFormats) },
  ];
}

function findingBlocks(record: DecisionRecord, { nameOf }: SeatNames): readonly ReportBlock[] {
  const clean = describeCleanItems(record);
  return [
    items(
      describeFindings(record, nameOf).map(({ severity, text: content, item: place, source, support }) =>
        item(content, severity, [place, source, support]),
      ),
    ),
    ...(clean === null ? [] : [text(clean)]),
  ];
}

function minorityBlocks({ minority, outcome }: DecisionRecord, names: SeatNames): readonly ReportBlock[] {
  if (minority.length === 0) return outcome === 'decided' ? [text(noMinority)] : [];
  const dissents = minority.map((dissent) => {
    const { position, details } = describeDissent(dissent, names.nameOf, neutralFormats);
    return item(position, names.labelOf(dissent.agent), details);
  });
  return [items(dissents)];
}

function baselineSection(record: DecisionRecord, { labelOf }: SeatNames): ReportSection {
  const { label, sentences } = describeBaseline(record, neutralFormats);
  const claims = record.baseline.claims.map(({ agent, claim }) => item(claim, labelOf(agent)));
  const intro = claims.length > 0 ? [text(`${phaseLabel('propose', 0)}:`)] : [];
  return section(recordTitles.baseline, [...sentences.map(text), ...intro, items(claims)], label);
}

const changeItems = ({ flips }: DecisionRecord, { labelOf }: SeatNames): readonly ReportItem[] =>
  flips.map((flip) => {
    const { who, change, reason } = describeChange(flip, labelOf);
    return item(change, who, [reason]);
  });

const matrixItems = ({ matrix }: DecisionRecord): readonly ReportItem[] =>
  matrixLabels.flatMap(({ member, title, description }) => {
    const entries = matrix?.[member] ?? [];
    return entries.length > 0 ? [item(description, title, entries)] : [];
  });

function voteBlocks(record: DecisionRecord): readonly ReportBlock[] {
  if (!record.votes) return [];
  const votes = Object.entries(record.votes).sort(([, a], [, b]) => b - a);
  return [
    items(votes.map(([option, count]) => item(pluralize(count, 'vote'), option))),
    ...describeOtherVotes(record).map(text),
  ];
}

const evidenceItems = ({ evidence }: DecisionRecord, { nameOf }: SeatNames): readonly ReportItem[] =>
  evidence.map(({ id, name, source, citations }) =>
    item(citations.length === 0 ? 'not cited' : pluralize(citations.length, 'quote'), `${id}, ${name}`, [
      ...(source ? [`Source: ${describeSource(source)}`] : []),
      ...citations.map((citation) => describeCitation(citation, nameOf)),
    ]),
  );

function costBlocks(record: DecisionRecord, { labelOf }: SeatNames): readonly ReportBlock[] {
  const { byAgent } = record.cost;
  if (byAgent.length === 0) return [];
  const rows = byAgent.map(({ agent, model, inputTokens, outputTokens, attempts, usd }) => [
    labelOf(agent),
    neutralFormats.usd(usd),
    String(attempts),
    neutralFormats.count(inputTokens),
    neutralFormats.count(outputTokens),
    model,
  ]);
  const header = ['Agent', 'Cost', 'Calls', 'Tokens in', 'Tokens out', 'Model'];
  const cached = describeCachedInput(record.cost, neutralFormats);
  return [{ kind: 'table', header, rows }, ...(cached === null ? [] : [text(cached)])];
}
