import type { EndedDebate } from '../core/state.ts';

/** A document of the debate with what was quoted from it, and by whom. */
export interface CitedDocument {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly citations: readonly {
    readonly quote: string;
    readonly found: boolean;
    readonly by: readonly string[];
  }[];
}

export function listCitedDocuments(state: EndedDebate): readonly CitedDocument[] {
  const citations = state.turns.flatMap(({ agent, outcome }) => {
    if (!outcome || outcome.phase === 'critique') return [];
    const citations = outcome.phase === 'decide' ? outcome.citations : outcome.position.citations;
    return citations.map((citation) => ({ ...citation, agent }));
  });
  return state.settings.evidence.map(({ id, name, hash }) => {
    const quotes = new Map<string, { found: boolean; by: Set<string> }>();
    for (const { evidence, quote, found, agent } of citations) {
      if (evidence !== id) continue;
      const entry = quotes.get(quote) ?? { found, by: new Set<string>() };
      entry.by.add(agent);
      quotes.set(quote, entry);
    }
    return {
      id,
      name,
      hash,
      citations: [...quotes].map(([quote, { found, by }]) => ({ quote, found, by: [...by] })),
    };
  });
}
