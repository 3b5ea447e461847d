import { containsText } from '../../shared/text-search.ts';
import {
  type Citation,
  type FindingSeverity,
  findingSeverities,
  type ReviewFinding,
} from '../core/turn-outcome.ts';
import { normalizeQuote } from '../prompting/quote-match.ts';

/** A finding that one agent or several hold at the end. */
export interface MergedFinding extends ReviewFinding {
  /** In the order of the panel. */
  readonly agents: readonly string[];
  /** What each of them gives, in the same order. */
  readonly severities: readonly FindingSeverity[];
}

export interface AgentFindings {
  readonly agent: string;
  readonly findings: readonly ReviewFinding[];
}

interface HeldFinding extends ReviewFinding {
  readonly agent: string;
  /** The quote without differences in typography; empty without one. */
  readonly normalizedQuote: string;
  readonly normalizedText: string;
}

/**
 * Merges findings on the same item whose quotes overlap or whose words are the same. The severity is the one that most
 * of the agents give, and the graver one of a tie. The gravest come first, then those that most agents hold.
 */
export function mergeFindings(held: readonly AgentFindings[]): readonly MergedFinding[] {
  const groups: HeldFinding[][] = [];
  for (const { agent, findings } of held)
    for (const finding of findings) {
      const normalizedQuote = normalizeQuote(finding.citation?.quote ?? '');
      const entry = { ...finding, agent, normalizedQuote, normalizedText: normalizeQuote(finding.text) };
      const group = groups.find((others) => others.some((other) => isSameFinding(other, entry)));
      if (group) group.push(entry);
      else groups.push([entry]);
    }
  return groups
    .map(toMerged)
    .sort(
      (a, b) =>
        findingSeverities.indexOf(a.severity) - findingSeverities.indexOf(b.severity) ||
        b.agents.length - a.agents.length ||
        a.item - b.item,
    );
}

function isSameFinding(a: HeldFinding, b: HeldFinding): boolean {
  if (a.item !== b.item) return false;
  if (a.normalizedQuote === '' || b.normalizedQuote === '') return a.normalizedText === b.normalizedText;
  if (a.citation?.evidence !== b.citation?.evidence) return false;
  const [shorter, longer] = [a.normalizedQuote, b.normalizedQuote].sort((x, y) => x.length - y.length);
  return containsText(longer ?? '', shorter ?? '');
}

function toMerged(group: readonly HeldFinding[]): MergedFinding {
  const byAgent = [...Map.groupBy(group, ({ agent }) => agent)].map(([agent, findings]) => ({
    agent,
    severity: gravest(findings.map((finding) => finding.severity)),
  }));
  const given = byAgent.map((entry) => entry.severity);
  const severity = mostCommon(given);
  const first = group.find((finding) => finding.severity === severity) ?? group[0];
  if (!first) throw new Error('a group without findings');
  const citation = bestCitation(group);
  return {
    item: first.item,
    severity,
    text: first.text,
    ...(citation && { citation }),
    agents: byAgent.map(({ agent }) => agent),
    severities: given,
  };
}

const gravest = (given: readonly FindingSeverity[]): FindingSeverity =>
  findingSeverities.find((severity) => given.includes(severity)) ?? 'note';

/** The graver one of a tie. */
function mostCommon(given: readonly FindingSeverity[]): FindingSeverity {
  const count = (severity: FindingSeverity) => given.filter((other) => other === severity).length;
  return findingSeverities.reduce((best, severity) => (count(severity) > count(best) ? severity : best));
}

/** One that is in its document, if there is any. */
const bestCitation = (group: readonly HeldFinding[]): Citation | undefined => {
  const citations = group.flatMap(({ citation }) => citation ?? []);
  return citations.find(({ found }) => found) ?? citations[0];
};
