import type { Matrix } from '../../debate/events.ts';

const parts: readonly { readonly member: keyof Matrix; readonly title: string; readonly says: string }[] = [
  { member: 'consensus', title: 'Consensus', says: 'what all hold' },
  { member: 'contradictions', title: 'Contradictions', says: 'where they cannot all be right' },
  { member: 'partialCoverage', title: 'Partial coverage', says: 'what only some looked at' },
  { member: 'uniqueInsights', title: 'Unique insights', says: 'what one alone saw' },
  { member: 'blindSpots', title: 'Blind spots', says: 'what nobody looked at' },
];

/** The judge's comparison of the positions, made before the answer was written. */
export function MatrixView({ matrix }: { matrix: Matrix }) {
  return (
    <section class="panel" aria-labelledby="matrix-title">
      <h2 id="matrix-title">
        How the positions compare <span class="caption">filled in before the answer was written</span>
      </h2>
      <div class="matrix">
        {parts.map(({ member, title, says }) => (
          <section key={member} class={`matrix-part is-${member}`} aria-label={title}>
            <h3>
              {title} <span class="caption">{says}</span>
            </h3>
            {matrix[member].length === 0 ? (
              <p class="quiet">Nothing.</p>
            ) : (
              <ul>
                {matrix[member].map((item) => (
                  <li key={item}>{item}</li>
                ))}
              </ul>
            )}
          </section>
        ))}
      </div>
    </section>
  );
}
