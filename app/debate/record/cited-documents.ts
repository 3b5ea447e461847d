import type { EvidenceSource } from '../core/events.ts';
import type { EndedDebate } from '../core/state.ts';
import type { QuoteCheck } from '../core/turn-outcome.ts';

/** A document with the quotes from it and the agents that cite them. */
export interface CitedDocument {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  /** Absent: it was sent with the question. */
  readonly source?: EvidenceSource;
  readonly citations: readonly (QuoteCheck & {
    readonly quote: string;
    readonly by: readonly string[];
  })[];
}

export function listCitedDocuments(state: EndedDebate): readonly CitedDocument[] {
  const citations = state.turns.flatMap(({ agent, outcome }) => {
    if (!outcome || outcome.phase === 'critique') return [];
    const citations = outcome.phase === 'decide' ? outcome.citations : outcome.position.citations;
    return citations.map((citation) => ({ ...citation, agent }));
  });
  return state.settings.evidence.map(({ id, name, hash, source }) => {
    const quotes = new Map<string, { check: QuoteCheck; by: Set<string> }>();
    for (const { evidence, quote, found, match, agent } of citations) {
      if (evidence !== id) continue;
      const check = { found, ...(match && { match }) };
      const entry = quotes.get(quote) ?? { check, by: new Set<string>() };
      entry.by.add(agent);
      quotes.set(quote, entry);
    }
    return {
      id,
      name,
      hash,
      ...(source && { source }),
      citations: [...quotes].map(([quote, { check, by }]) => ({ quote, ...check, by: [...by] })),
    };
  });
}
