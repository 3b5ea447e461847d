import type { DecisionRecord } from '../../../debate/record/decision-record.ts';
import type { DebateView } from '../../../debate/views/debate.ts';
import { stopReasonLabel } from '../../../debate/views/labels.ts';
import { buildAgreementTable } from '../../lib/agreement.ts';
import { SeatName } from '../seat-name.tsx';

/** Shows the reason and the last positions instead of an answer. */
export function NoDecision({ view, record }: { view: DebateView; record: DecisionRecord }) {
  const positions = buildAgreementTable(view).rows.flatMap(({ seat, cells }) => {
    const position = cells.findLast((cell) => cell !== null)?.position;
    return position ? [{ seat, position }] : [];
  });
  const isCancelled = record.outcome === 'cancelled';
  return (
    <section class="panel no-decision" aria-labelledby="no-decision-title">
      <h2 id="no-decision-title">{noDecisionTitle(record)}</h2>
      <p>
        {!isCancelled && <strong>{stopReasonLabel(record.stopReason)}.</strong>} {record.message}
      </p>
      {positions.length > 0 && <h3>Last positions</h3>}
      <ul class="positions">
        {positions.map(({ seat, position }) => (
          <li key={seat.id}>
            <SeatName seat={seat} />
            <p class="claim">
              {position.choice === undefined ? position.claim : `${position.choice}: ${position.claim}`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A failure of the models is the cause of everything else, so it is the heading. */
function noDecisionTitle({ outcome, lostSeats }: DecisionRecord): string {
  if (outcome === 'cancelled') return 'Cancelled: no decision';
  return lostSeats?.cause === undefined ? 'No decision' : `No decision: ${lostSeats.cause}`;
}
