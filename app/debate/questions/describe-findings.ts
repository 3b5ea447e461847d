import type { Citation } from '../core/turn-outcome.ts';
import type { DecisionRecord } from '../record/decision-record.ts';
import { pluralize } from '../views/labels.ts';
import { describeCitation } from '../views/record-items.ts';
import { joinNames } from '../views/record-text.ts';
import type { MergedFinding } from './merge-findings.ts';

type NameOf = (agent: string) => string;

/** A finding for people: `Major`, what is wrong, then the item, the quote and who holds it. */
export interface FindingEntry {
  readonly severity: string;
  readonly text: string;
  readonly item: string;
  /** The quote with its check and who cites it. */
  readonly source: string;
  readonly support: string;
  /** null without a quote. */
  readonly citation: Citation | null;
  /** The names of those who hold it. */
  readonly holders: string;
}

/** The findings of a review; none without a checklist. */
export const describeFindings = (
  { findings, checklist, positions }: DecisionRecord,
  nameOf: NameOf,
): readonly FindingEntry[] =>
  (findings ?? []).map((finding) => ({
    severity: finding.severity.charAt(0).toUpperCase() + finding.severity.slice(1),
    text: finding.text,
    item: `Item ${finding.item}: ${checklist?.[finding.item - 1]}`,
    source: finding.citation
      ? `${finding.citation.evidence}: ${describeCitation({ ...finding.citation, by: finding.agents }, nameOf)}`
      : `Held by ${joinNames(finding.agents.map(nameOf))}, without a quote`,
    support: describeSupport(finding, positions.length, nameOf),
    citation: finding.citation ?? null,
    holders: joinNames(finding.agents.map(nameOf)),
  }));

/** How many agents hold it, and their severities where these differ. */
function describeSupport(
  { agents, severities, severity }: MergedFinding,
  holders: number,
  nameOf: NameOf,
): string {
  const others = agents.flatMap((agent, index) =>
    severities[index] === severity ? [] : [`${nameOf(agent)} gives ${severities[index]}`],
  );
  return `${agents.length} of ${pluralize(holders, 'agent')}${others.length > 0 ? `; ${joinNames(others)}` : ''}`;
}

/** The items of the checklist on which no agent found anything, in one sentence; null when there are none. */
export function describeCleanItems({ checklist, findings }: DecisionRecord): string | null {
  if (!checklist || !findings) return null;
  const clean = checklist.flatMap((text, index) =>
    findings.some(({ item }) => item === index + 1) ? [] : [`${index + 1} (${text})`],
  );
  return clean.length === 0 ? null : `No finding on ${joinNames(clean)}. That is agreement, not proof.`;
}
