import type { Dissent } from '../../../debate/consensus/minority.ts';
import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import { recordTitles } from '../../../debate/views/labels.ts';
import { describeAgainst } from '../../../debate/views/record-text.ts';
import { formats } from '../../formats.ts';
import { Citations } from '../citations.tsx';
import { SeatName } from '../seat-name.tsx';

interface Props {
  readonly record: DecisionRecord;
  readonly nameOf: (agent: string) => string;
}

/** The agents whose position the answer does not adopt, each with its reasons. */
export function MinorityReport({ record, nameOf }: Props) {
  return (
    <section class="panel minority" aria-labelledby="minority-title">
      <h2 id="minority-title">{recordTitles.minority}</h2>
      {record.minority.map((dissent) => {
        const seat = record.panel.find(({ id }) => id === dissent.agent);
        return (
          <article key={dissent.agent} class="dissent">
            <h3>{seat ? <SeatName seat={seat} /> : dissent.agent}</h3>
            <DissentView dissent={dissent} nameOf={nameOf} />
          </article>
        );
      })}
    </section>
  );
}

interface DissentProps {
  readonly dissent: Dissent;
  readonly nameOf: (agent: string) => string;
}

function DissentView({ dissent: { position, reason, points, rejectedBecause }, nameOf }: DissentProps) {
  return (
    <>
      {position.choice !== undefined && <p class="choice">{position.choice}</p>}
      <p class="claim">
        {position.claim} <span class="muted">Own confidence {formats.percent(position.confidence)}.</span>
      </p>
      <dl class="reasons">
        {reason !== null && (
          <div>
            <dt>Strongest reason</dt>
            <dd>{reason}</dd>
          </div>
        )}
        {points.map(({ point, against }) => (
          <div key={point}>
            <dt>{['Objection', describeAgainst(against, nameOf)].filter(Boolean).join(' ')}</dt>
            <dd>{point}</dd>
          </div>
        ))}
        {rejectedBecause !== null && (
          <div class="rejection">
            <dt>Why the answer does not adopt it</dt>
            <dd>{rejectedBecause}</dd>
          </div>
        )}
      </dl>
      <Citations citations={position.citations} />
    </>
  );
}
