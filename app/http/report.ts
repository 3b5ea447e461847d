import type { Matrix, Seat } from '../debate/events.ts';
import type { DecisionRecord } from '../debate/record.ts';
import type { SignedRecord } from '../debate/signature.ts';
import {
  count,
  howToVerify,
  money,
  percent,
  plural,
  roleName,
  signedBy,
  spending,
  stopReason,
} from '../debate/words.ts';

/** A record put into words, in the order in which people read it; the export formats write it down. */
export interface Report {
  readonly title: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** Only those that have something to say. */
  readonly sections: readonly Section[];
}

export interface Section {
  readonly title: string;
  readonly text: string | null;
  readonly items: readonly string[];
}

const matrixParts = [
  ['consensus', 'Consensus'],
  ['contradictions', 'Contradictions'],
  ['partialCoverage', 'Partly covered'],
  ['uniqueInsights', 'Unique insights'],
  ['blindSpots', 'Blind spots'],
] as const satisfies readonly (readonly [keyof Matrix, string])[];

export function reportOf(record: SignedRecord): Report {
  const who = namesOf(record);
  const sections = [
    textSection(record.answer === null ? 'No decision' : 'Answer', record.answer ?? record.message ?? ''),
    listSection('Votes', votesOf(record)),
    ...matrixSections(record.matrix),
    listSection('Minority report', minorityOf(record, who)),
    listSection(
      'Changes of position',
      record.flips.map(
        ({ agent, round, from, to, because }) =>
          `${who(agent)}, round ${round}: from “${from}” to “${to}”. ${because}`,
      ),
    ),
    listSection('Evidence', evidenceOf(record, who)),
    listSection(
      'Before the debate',
      record.baseline.claims.map(({ agent, claim }) => `${who(agent)}: ${claim}`),
      record.baseline.changed ? 'The debate changed the outcome.' : 'The debate did not change the outcome.',
    ),
    listSection(
      'Notes from people',
      record.notes.map(({ text, by }) => `${by}: ${text}`),
    ),
    listSection('What went wrong on the way', record.degraded),
    listSection('Cost', costsOf(record, who)),
  ];
  return {
    title: record.question,
    facts: factsOf(record),
    sections: sections.filter(({ text, items }) => text !== null || items.length > 0),
  };
}

const textSection = (title: string, text: string): Section => ({ title, text, items: [] });

/** Without items the introduction says nothing either. */
const listSection = (title: string, items: readonly string[], text: string | null = null): Section => ({
  title,
  text: items.length > 0 ? text : null,
  items,
});

type Who = (agent: string) => string;

function namesOf({ panel, judge }: DecisionRecord): Who {
  const seats: readonly Seat[] = judge ? [...panel, judge] : panel;
  const names = new Map(seats.map(({ id, name, role }) => [id, `${name} (${roleName(role)})`]));
  return (agent) => names.get(agent) ?? agent;
}

function factsOf(record: SignedRecord): Report['facts'] {
  const { agreement, cost, hashes, signature } = record;
  return [
    ['Outcome', `${record.outcome}${record.tied ? ', tied' : ''}`],
    ['Why it ended', stopReason(record.stopReason)],
    ...(agreement ? [['Agreement', `${percent(agreement.score)}: ${agreement.note}`] as const] : []),
    [
      'Panel',
      record.panel.map(({ name, role, model }) => `${name} (${roleName(role)}, ${model})`).join(', '),
    ],
    ['Cost', `${spending(cost)}, ${count(cost.tokens)} tokens in all`],
    ['Started', record.startedAt],
    ['Ended', record.endedAt],
    ['Debate', record.debate],
    ['Log', `${hashes.events} events, ${hashes.log}`],
    ['Contract', hashes.contract],
    ['Signature', signedBy(signature)],
    ['Check it', `${howToVerify} (of the JSON export)`],
  ];
}

const votesOf = ({ votes }: DecisionRecord): readonly string[] =>
  Object.entries(votes ?? {}).map(([option, count]) => `${option}: ${count}`);

const matrixSections = (matrix: Matrix | null): readonly Section[] =>
  matrix ? matrixParts.map(([part, title]) => listSection(title, matrix[part])) : [];

const minorityOf = ({ minority }: DecisionRecord, who: Who): readonly string[] =>
  minority.map(({ agent, position, points }) =>
    [`${who(agent)}: ${position.choice ?? position.claim}`, ...points].join(' — '),
  );

const evidenceOf = ({ evidence }: DecisionRecord, who: Who): readonly string[] =>
  evidence.flatMap(({ id, name, citations }) => {
    if (citations.length === 0) return [`${id}, ${name}: not cited`];
    return citations.map(
      ({ quote, found, by }) =>
        `${id}, ${name}: “${quote}” (${by.map(who).join(', ')})${found ? '' : ' — this quote is not in the document'}`,
    );
  });

const costsOf = ({ cost }: DecisionRecord, who: Who): readonly string[] =>
  cost.byAgent.map(
    ({ agent, model, usd, inputTokens, outputTokens, attempts }) =>
      `${who(agent)}, ${model}: ${money(usd)}, ${count(inputTokens)} tokens in, ${count(outputTokens)} out, ` +
      plural(attempts, 'turn'),
  );
