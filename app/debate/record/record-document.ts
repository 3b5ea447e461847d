import { neutralFormats } from '../../shared/formats.ts';
import { createNameLookup, seatLabel } from '../views/labels.ts';
import { formatAgreement } from '../views/record-text.ts';
import type { DecisionRecord } from './decision-record.ts';

/** A record as a document for the panel of a follow-up: what was decided, why, and what spoke against it. */
export function recordToDocument(record: DecisionRecord): string {
  const nameOf = createNameLookup(record.panel);
  const { question, answer, choice, agreement, matrix, endedAt } = record;
  return [
    `# Record of an earlier debate, ${endedAt.slice(0, 10)}`,
    `Question: ${question}`,
    ...section('Answer', [choice ?? [], answer ?? 'There is no answer.'].flat()),
    `Agreement of the panel: ${formatAgreement(agreement?.score ?? null, neutralFormats)}. It is not correctness.`,
    ...section('Positions at the end', listPositions(record)),
    ...section('Minority', listMinority(record, nameOf)),
    ...section('Contradictions', toItems(matrix?.contradictions ?? [])),
    ...section('Not dealt with', toItems(matrix?.blindSpots ?? [])),
  ].join('\n\n');
}

const toItems = (texts: readonly string[]): readonly string[] => texts.map((text) => `- ${text}`);

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`## ${title}`, lines.join('\n')];

const listPositions = ({ positions, panel }: DecisionRecord): readonly string[] =>
  positions.map(({ agent, position: { claim, confidence, reason } }) => {
    const seat = panel.find(({ id }) => id === agent);
    const because = reason === undefined ? '' : ` Strongest reason: ${reason}`;
    return `- ${seat ? seatLabel(seat) : agent}, ${neutralFormats.percent(confidence)} sure: ${claim}${because}`;
  });

const listMinority = ({ minority }: DecisionRecord, nameOf: (agent: string) => string): readonly string[] =>
  minority.map(({ agent, position, rejectedBecause }) => {
    const why = rejectedBecause === null ? '' : ` The answer does not adopt it: ${rejectedBecause}`;
    return `- ${nameOf(agent)}: ${position.claim}${why}`;
  });
