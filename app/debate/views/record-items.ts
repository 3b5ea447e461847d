import type { Formats } from '../../shared/formats.ts';
import type { Dissent } from '../consensus/minority.ts';
import type { PositionChange } from '../consensus/position-changes.ts';
import type { EvidenceSource, Phase } from '../core/events.ts';
import type { QuoteCheck } from '../core/turn-outcome.ts';
import { formatEstimate } from '../questions/pool-numbers.ts';
import type { DecisionRecord } from '../record/decision-record.ts';
import { phaseLabel } from './labels.ts';
import { describeAgainst, joinNames, quote } from './record-text.ts';

// The entries of the lists in a decision record.

type NameOf = (agent: string) => string;

/** The position of an agent that dissents, then its reason, its objections and why it was not adopted. */
export function describeDissent(
  { position, reason, points, rejectedBecause }: Dissent,
  nameOf: NameOf,
  formats: Formats,
): { readonly position: string; readonly details: readonly string[] } {
  const { claim, estimate, choice = estimate && formatEstimate(estimate), confidence } = position;
  const objections = points.map(({ point, against }) => {
    const target = describeAgainst(against, nameOf);
    return target === '' ? `Objection: ${point}` : `Objection ${target}: ${point}`;
  });
  return {
    position: `${choice === undefined ? '' : `${choice}: `}${claim} (own confidence ${formats.percent(confidence)})`,
    details: [
      ...(reason === null ? [] : [`Strongest reason: ${reason}`]),
      ...objections,
      ...(rejectedBecause === null ? [] : [`Not adopted because: ${rejectedBecause}`]),
    ],
  };
}

/** How the agents rank the answers, best first, and what each judge of a jury decided: titles and their entries. */
export const opinionSections = (
  { ranking, jurors }: DecisionRecord,
  nameOf: NameOf,
  formats: Formats,
): readonly { readonly title: string; readonly entries: readonly NamedEntry[] }[] => [
  {
    title: 'Ranking of the answers',
    entries: (ranking ?? []).map(({ agent, share }) => ({
      who: nameOf(agent),
      text: `ranked above ${formats.percent(share)} of the other answers`,
    })),
  },
  {
    title: 'Judges of the jury',
    entries: (jurors ?? []).map(({ seat, choice, adopts }) => ({
      who: nameOf(seat),
      text: choice ?? describeAdopted(adopts, nameOf),
    })),
  },
];

interface NamedEntry {
  readonly who: string;
  readonly text: string;
}

function describeAdopted(adopts: readonly string[] | null, nameOf: NameOf): string {
  if (adopts === null) return 'did not say whose position it adopts';
  return adopts.length === 0
    ? 'adopts no position'
    : `adopts the position of ${joinNames(adopts.map(nameOf))}`;
}

export const describeChange = (
  { agent, round, from, to, because }: PositionChange,
  nameOf: NameOf,
): { readonly who: string; readonly change: string; readonly reason: string } => ({
  who: `${nameOf(agent)}, round ${round}`,
  change: `from ${quote(from)} to ${quote(to)}`,
  reason: because === null ? 'No reason given.' : `Because: ${because}`,
});

/** `exact`, `near` or `not found`; `found` of records from before they said how. */
export const quoteCheckLabel = ({ found, match }: QuoteCheck): string =>
  match ?? (found ? 'found' : 'not found');

const checkPhrases: Readonly<Record<string, string>> = {
  exact: 'exact',
  near: 'near: the document has other white space or typography',
  found: 'found in the document',
  'not found': 'not found in the document',
};

/** `“All teams agreed” (not found in the document; cited by Ada and Cleo)`. */
export const describeCitation = (
  { quote: text, by, ...check }: DecisionRecord['evidence'][number]['citations'][number],
  nameOf: NameOf,
): string =>
  `${quote(text)} (${checkPhrases[quoteCheckLabel(check)]}; cited by ${joinNames(by.map(nameOf))})`;

/** `r1.critique.a2 was cut off` becomes `Bela (Critique 1) was cut off`. */
export const describeIncidents = ({ degraded }: DecisionRecord, nameOf: NameOf): readonly string[] =>
  degraded.map((incident) =>
    incident.replace(
      /\br(\d+)\.(propose|critique|revise|decide)\.(\w+)/g,
      (_, round: string, phase: Phase, agent: string) =>
        `${nameOf(agent)} (${phaseLabel(phase, Number(round))})`,
    ),
  );

/** `https://docs.example.org/plan, read on 2026-12-01`. */
export const describeSource = ({ url, redirectedTo, fetchedAt, query }: EvidenceSource): string =>
  `${redirectedTo ?? url}, ${query === undefined ? 'read' : 'found'} on ${fetchedAt.slice(0, 10)}` +
  (query === undefined ? '' : ` by a search for “${query}”`);

/** What the panel reads: the source, then the text. */
export function withSourceLine(text: string, source: EvidenceSource): string {
  const line = `Source: ${describeSource(source)}`;
  return text.startsWith(line) ? text : `${line}\n\n${text}`;
}
