import { useContext } from 'preact/hooks';
import { EvidenceContext } from '../../lib/evidence-context.ts';

/** The documents given with the question. */
export function EvidenceBar() {
  const { documents, open } = useContext(EvidenceContext);
  if (documents.length === 0) return null;
  return (
    <ul class="evidence-bar" aria-label="Evidence">
      {documents.map(({ id, name }) => (
        <li key={id}>
          <button type="button" class="document-chip" onClick={() => open({ id })}>
            <b>{id}</b> {name}
          </button>
        </li>
      ))}
    </ul>
  );
}
