import { useContext } from 'preact/hooks';
import { EvidenceContext } from '../lib/evidence-context.ts';

/** Text in which each document that it names, such as E2, can be opened. */
export function EvidenceLinks({ text }: { text: string }) {
  const evidence = useContext(EvidenceContext);
  const pieces = text.split(/\b(E\d+)\b/);
  return (
    <>
      {pieces.map((piece, index) => {
        const document = index % 2 === 1 ? evidence.documents.find(({ id }) => id === piece) : undefined;
        if (!document) return piece;
        return (
          <button
            type="button"
            class="mention"
            title={document.name}
            onClick={() => evidence.open({ id: piece })}
          >
            {piece}
          </button>
        );
      })}
    </>
  );
}
