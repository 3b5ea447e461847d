import { useContext } from 'preact/hooks';
import { EvidenceContext } from '../lib/evidence-context.ts';

/** Text in which document ids such as E2 are links: to the quote that follows the id, else to the whole document. */
export function EvidenceLinks({ text }: { text: string }) {
  const evidence = useContext(EvidenceContext);
  const pieces = text.split(/\b(E\d+)\b/);
  return (
    <>
      {pieces.map((piece, index) => {
        const document = index % 2 === 1 ? evidence.documents.find(({ id }) => id === piece) : undefined;
        if (!document) return piece;
        const [, quote] = quoteAfterId.exec(pieces[index + 1] ?? '') ?? [];
        return (
          <button
            type="button"
            class="mention"
            title={document.name}
            onClick={() => evidence.open({ id: piece, ...(quote !== undefined && { quote }) })}
          >
            {piece}
          </button>
        );
      })}
    </>
  );
}

const quoteAfterId = /^[^“"”]{0,40}[“"]([^“”"]+)[”"]/;
