import type { Seat } from '../../debate/core/events.ts';
import { roleLabel } from '../../debate/views/labels.ts';

export function SeatName({ seat }: { seat: Seat }) {
  return (
    <span class={`seat role-${seat.role} seat-${seat.id}`}>
      <span class="monogram" aria-hidden="true">
        {seat.name.slice(0, 1)}
      </span>
      <span class="seat-text">
        <span class="seat-name">{seat.name}</span>
        {roleLabel(seat.role) !== seat.name && <span class="role-tag">{roleLabel(seat.role)}</span>}
      </span>
    </span>
  );
}
