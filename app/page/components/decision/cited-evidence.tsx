import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import { CitationChip } from '../citations.tsx';

interface Props {
  readonly record: DecisionRecord;
  readonly nameOf: (agent: string) => string;
}

/** The quotes from each document with their authors and the results of the checks. */
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
          {citations.length === 0 && <p class="muted">Not quoted.</p>}
          <ul class="citations">
            {citations.map(({ by, ...citation }) => (
              <li key={citation.quote}>
                <CitationChip citation={{ evidence: id, ...citation }} />
                <span class="muted">{by.map(nameOf).join(', ')}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}
