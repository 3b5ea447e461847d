import { diffWords } from 'diff';
import { useMemo } from 'preact/hooks';

/** Claims that differ in more words are shown without marks: two unlike texts are easier to read in full. */
const editsMax = 400;

interface Props {
  readonly before: string;
  readonly after: string;
}

/** The words of a claim that its agent added or removed since its previous position. */
export function ClaimDiff({ before, after }: Props) {
  const parts = useMemo(() => diffWords(before, after, { maxEditLength: editsMax }), [before, after]);
  return (
    <details class="claim-diff">
      <summary>Compare with its previous position</summary>
      {parts ? (
        <p>
          {parts.map(({ value, added, removed }) => {
            if (added) return <ins>{value}</ins>;
            return removed ? <del>{value}</del> : value;
          })}
        </p>
      ) : (
        <p>
          <del>{before}</del>
        </p>
      )}
    </details>
  );
}
