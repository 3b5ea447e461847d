import { useContext } from 'preact/hooks';
import type { Citation } from '../../debate/core/events.ts';
import { EvidenceContext } from '../lib/evidence-context.ts';

/** A quotation, with the engine's word on whether it stands in its document. Opens the document at that place. */
export function CitationChip({ citation }: { citation: Citation }) {
  const { open } = useContext(EvidenceContext);
  const { evidence, quote, found } = citation;
  return (
    <button type="button" class="citation" onClick={() => open({ id: evidence, quote })}>
      <span class="citation-id">{evidence}</span>
      <span class="citation-quote">“{quote}”</span>
      <span class={found ? 'badge found' : 'badge missing'}>{found ? '✓ found' : '✗ not found'}</span>
    </button>
  );
}

export function Citations({ citations }: { citations: readonly Citation[] }) {
  if (citations.length === 0) return null;
  return (
    <ul class="citations" aria-label="Quotes from the evidence">
      {citations.map((citation) => (
        <li key={`${citation.evidence} ${citation.quote}`}>
          <CitationChip citation={citation} />
        </li>
      ))}
    </ul>
  );
}
