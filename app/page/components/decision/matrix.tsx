import type { Matrix } from '../../../debate/core/events.ts';

const sections: readonly {
  readonly member: keyof Matrix;
  readonly title: string;
  readonly description: string;
}[] = [
  { member: 'consensus', title: 'Consensus', description: 'what all hold' },
  { member: 'contradictions', title: 'Contradictions', description: 'where they cannot all be right' },
  { member: 'partialCoverage', title: 'Partial coverage', description: 'what only some looked at' },
  { member: 'uniqueInsights', title: 'Unique insights', description: 'what one alone saw' },
  { member: 'blindSpots', title: 'Blind spots', description: 'what nobody looked at' },
];

/** The judge's comparison of the positions, made before the answer was written. */
export function MatrixSection({ matrix }: { matrix: Matrix }) {
  return (
    <section class="panel" aria-labelledby="matrix-title">
      <h2 id="matrix-title">
        How the positions compare <span class="caption">filled in before the answer was written</span>
      </h2>
      <div class="matrix">
        {sections.map(({ member, title, description }) => (
          <section key={member} class={`matrix-part is-${member}`} aria-label={title}>
            <h3>
              {title} <span class="caption">{description}</span>
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
