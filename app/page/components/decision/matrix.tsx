import type { Matrix } from '../../../debate/core/events.ts';
import { matrixLabels } from '../../../debate/views/labels.ts';

/** The judge's comparison of the positions, made before the answer was written. */
export function MatrixSection({ matrix }: { matrix: Matrix }) {
  const filled = matrixLabels.filter(({ member }) => matrix[member].length > 0);
  const empty = matrixLabels.filter(({ member }) => matrix[member].length === 0);
  return (
    <section class="panel" aria-labelledby="matrix-title">
      <h2 id="matrix-title">
        How the positions compare <span class="caption">written before the answer</span>
      </h2>
      <div class="matrix">
        {filled.map(({ member, title, description }) => (
          <section key={member} class={`matrix-part is-${member}`} aria-label={title}>
            <h3>
              {title} <span class="caption">{description}</span>
            </h3>
            <ul>
              {matrix[member].map((item) => (
                <li key={item}>{item}</li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      {empty.length > 0 && (
        <p class="muted">None found: {empty.map(({ title }) => title.toLowerCase()).join(', ')}.</p>
      )}
    </section>
  );
}
