import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import { formatPercent, recordTitles } from '../../../debate/views/labels.ts';
import { describeAgainst, noMinority } from '../../../debate/views/record-text.ts';
import { Citations } from '../citations.tsx';
import { SeatName } from '../seat-name.tsx';

interface Props {
  readonly record: DecisionRecord;
  readonly nameOf: (agent: string) => string;
}

export function MinorityReport({ record, nameOf }: Props) {
  return (
    <section class="panel minority" aria-labelledby="minority-title">
      <h2 id="minority-title">{recordTitles.minority}</h2>
      {record.minority.length === 0 && <p>{noMinority}</p>}
      {record.minority.map(({ agent, position, reason, points, rejectedBecause }) => {
        const seat = record.panel.find(({ id }) => id === agent);
        return (
          <article key={agent} class="dissent">
            <h3>{seat ? <SeatName seat={seat} /> : nameOf(agent)}</h3>
            {position.choice !== undefined && <p class="choice">{position.choice}</p>}
            <p class="claim">
              {position.claim} <span class="muted">Own confidence {formatPercent(position.confidence)}.</span>
            </p>
            {reason !== null && <p class="reason">Strongest reason: {reason}</p>}
            {points.length > 0 && (
              <ul class="points">
                {points.map(({ point, against }) => (
                  <li key={point}>
                    {point} <span class="muted">{describeAgainst(against, nameOf)}</span>
                  </li>
                ))}
              </ul>
            )}
            {rejectedBecause !== null && <p class="because">Not adopted because: {rejectedBecause}</p>}
            <Citations citations={position.citations} />
          </article>
        );
      })}
    </section>
  );
}
