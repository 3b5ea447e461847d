import { useContext } from 'preact/hooks';
import { EvidenceContext } from '../../lib/evidence-context.ts';
import { Link } from '../markdown.tsx';

export function EvidenceBar() {
  const { documents, open } = useContext(EvidenceContext);
  if (documents.length === 0) return null;
  return (
    <ul class="evidence-bar" aria-label="Evidence">
      {documents.map(({ id, name, source }) => (
        <li key={id}>
          <button type="button" class="document-chip" onClick={() => open({ id })}>
            <b>{id}</b> {name}
          </button>
          {source && (
            <>
              {' '}
              <Link href={source.url}>{source.url.split('/')[2]}</Link>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
