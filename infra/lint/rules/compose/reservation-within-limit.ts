import { parseBytes } from '../../container/quantities.ts';
import { composeRule } from '../../rule.ts';
import { checkReservation } from './check-reservation.ts';

export const reservationWithinLimit = composeRule({
  id: 'reservation-within-limit',
  severity: 'error',
  summary: 'The memory reservation does not exceed the limit',
  rationale: 'a container that does not start',
  fix: 'Lower the reservation, or raise the limit.',
  source: 'https://docs.docker.com/reference/compose-file/services/#mem_reservation',
  check({ services }, report) {
    for (const { node } of services) {
      const resources = node.get('deploy', 'resources');
      const [reserved, limit] = [resources.get('reservations', 'memory'), resources.get('limits', 'memory')];
      checkReservation(reserved, limit, parseBytes, report);
      checkReservation(node.get('mem_reservation'), node.get('mem_limit'), parseBytes, report);
    }
  },
});
