import type { DecisionRecord } from '../../debate/record.ts';
import type { DebateView } from '../../debate/view.ts';
import { stopReason } from '../../debate/words.ts';
import { rowsOf } from '../camps.ts';
import { SeatName } from './seat-name.tsx';

/** A debate that was not decided: why, and what positions there were. Nothing is made up in place of an answer. */
export function NoDecision({ view, record }: { view: DebateView; record: DecisionRecord }) {
  const held = rowsOf(view).flatMap(({ seat, cells }) => {
    const position = cells.findLast((cell) => cell !== null)?.position;
    return position ? [{ seat, position }] : [];
  });
  const cancelled = record.outcome === 'cancelled';
  return (
    <section class="panel no-decision" aria-labelledby="no-decision-title">
      <h2 id="no-decision-title">{cancelled ? 'Cancelled: there is no decision' : 'No decision'}</h2>
      <p>
        <strong>{stopReason(record.stopReason)}.</strong> {record.message}
      </p>
      <h3>Positions until then</h3>
      {held.length === 0 && <p class="quiet">No agent had stated one.</p>}
      <ul class="held">
        {held.map(({ seat, position }) => (
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
