import { formatEstimate } from '../../../debate/questions/pool-numbers.ts';
import type { DecisionRecord } from '../../../debate/record/decision-record.ts';

interface Props {
  readonly record: DecisionRecord;
  readonly nameOf: (agent: string) => string;
}

/** The number of each agent with its interval, and the pooled one, on one scale. */
export function NumbersSection({ record: { number, positions }, nameOf }: Props) {
  if (!number) return null;
  const held = positions.flatMap(({ agent, position: { estimate } }) =>
    estimate ? [{ name: nameOf(agent), estimate, isOutlier: number.outliers.includes(agent) }] : [],
  );
  const rows = [...held, { name: 'Pooled', estimate: number, isOutlier: false }];
  const low = Math.min(...rows.map(({ estimate }) => estimate.low));
  const high = Math.max(...rows.map(({ estimate }) => estimate.high));
  const percent = (value: number) => `${(value / (high - low || 1)) * 100}%`;
  return (
    <section class="panel" aria-labelledby="numbers-title">
      <h2 id="numbers-title">
        Numbers <span class="caption">held at the end, each with its interval</span>
      </h2>
      <ul class="votes">
        {rows.map(({ name, estimate, isOutlier }) => (
          <li key={name} class={estimate === number ? 'winner' : ''}>
            <span class="vote-option">
              {name} {isOutlier && <span class="badge changed">outlier</span>}
            </span>
            <span class="vote-bar" aria-hidden="true">
              <span
                class="interval"
                style={{
                  marginLeft: percent(estimate.low - low),
                  width: percent(estimate.high - estimate.low),
                }}
              />
            </span>
            <span class="vote-number">{formatEstimate(estimate)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
