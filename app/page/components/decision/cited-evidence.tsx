import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import { CitationChip } from '../citations.tsx';

interface Props {
  readonly record: DecisionRecord;
  readonly nameOf: (agent: string) => string;
}

/** Each document, what was quoted from it, by whom, and whether it stands there. */
export function CitedEvidence({ record, nameOf }: Props) {
  if (record.evidence.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="cited-title">
      <h2 id="cited-title">Evidence cited</h2>
      {record.evidence.map(({ id, name, citations }) => (
        <section key={id} class="cited" aria-label={name}>
          <h3>
            {id} <span class="caption">{name}</span>
          </h3>
          {citations.length === 0 && <p class="quiet">Nobody quoted it.</p>}
          <ul class="citations">
            {citations.map(({ quote, found, by }) => (
              <li key={quote}>
                <CitationChip citation={{ evidence: id, quote, found }} />
                <span class="quiet">{by.map(nameOf).join(', ')}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}
