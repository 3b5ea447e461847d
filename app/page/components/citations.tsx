import { useContext } from 'preact/hooks';
import type { Citation } from '../../debate/core/events.ts';
import { quoteCheckLabel } from '../../debate/views/record-items.ts';
import { EvidenceContext } from '../lib/evidence-context.ts';

/** A quote with the result of its check. A click opens the document at the quote. */
export function CitationChip({ citation }: { citation: Citation }) {
  const { open } = useContext(EvidenceContext);
  const { evidence, quote, found } = citation;
  return (
    <button type="button" class="citation" onClick={() => open({ id: evidence, quote })}>
      <span class="citation-id">{evidence}</span>
      <span class="citation-quote">“{quote}”</span>
      <span class={found ? 'badge found' : 'badge not-found'}>
        {`${found ? '✓' : '✗'} ${quoteCheckLabel(citation)}${citation.match === 'near' ? ' match' : ''}`}
      </span>
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
