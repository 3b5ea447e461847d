import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import { formatPercent } from '../../../debate/views/labels.ts';
import { Citations } from '../citations.tsx';
import { SeatName } from '../seat-name.tsx';

interface Props {
  readonly record: DecisionRecord;
  readonly nameOf: (agent: string) => string;
}

/** Who does not go along with the answer, and why. */
export function MinorityReport({ record, nameOf }: Props) {
  return (
    <section class="panel minority" aria-labelledby="minority-title">
      <h2 id="minority-title">Minority report</h2>
      {record.minority.length === 0 && <p>Nobody dissents. That is agreement, not proof.</p>}
      {record.minority.map(({ agent, position, points }) => {
        const seat = record.panel.find(({ id }) => id === agent);
        return (
          <article key={agent} class="dissent">
            <h3>{seat ? <SeatName seat={seat} /> : nameOf(agent)}</h3>
            {position.choice !== undefined && <p class="choice">{position.choice}</p>}
            <p class="claim">
              {position.claim}{' '}
              <span class="quiet">Its own confidence {formatPercent(position.confidence)}.</span>
            </p>
            {points.length > 0 && (
              <ul class="points">
                {[...new Set(points)].map((point) => (
                  <li key={point}>{point}</li>
                ))}
              </ul>
            )}
            <Citations citations={position.citations} />
          </article>
        );
      })}
    </section>
  );
}
