import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import { joinNames } from '../../../debate/views/record-text.ts';
import { CitationChip } from '../citations.tsx';

interface Props {
  readonly record: DecisionRecord;
  readonly nameOf: (agent: string) => string;
}

/** The quotes from each document with their authors and the results of the checks. */
export function CitedEvidence({ record, nameOf }: Props) {
  const isCited = record.evidence.some(({ citations }) => citations.length > 0);
  if (!isCited && (record.outcome !== 'decided' || record.evidence.length === 0)) return null;
  return (
    <section class="panel" aria-labelledby="cited-title">
      <h2 id="cited-title">Evidence cited</h2>
      {record.evidence.map(({ id, name, citations }) => (
        <section key={id} class="cited" aria-label={name}>
          <h3>
            {id}{' '}
            <span class="caption">
              {name}
              {citations.length === 0 && ', not quoted'}
            </span>
          </h3>
          <ul class="citations">
            {citations.map(({ by, ...citation }) => (
              <li key={citation.quote}>
                <CitationChip citation={{ evidence: id, ...citation }} />
                <span class="muted">Cited by {joinNames(by.map(nameOf))}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}
