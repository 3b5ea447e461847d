import { useContext } from 'preact/hooks';
import { EvidenceDesk } from '../evidence-desk.ts';

/** Text in which each document that it names, such as E2, can be opened. */
export function Mentions({ text }: { text: string }) {
  const desk = useContext(EvidenceDesk);
  const pieces = text.split(/\b(E\d+)\b/);
  return (
    <>
      {pieces.map((piece, index) => {
        const document = index % 2 === 1 ? desk.documents.find(({ id }) => id === piece) : undefined;
        if (!document) return piece;
        return (
          <button
            type="button"
            class="mention"
            title={document.name}
            onClick={() => desk.open({ id: piece })}
          >
            {piece}
          </button>
        );
      })}
    </>
  );
}
