import { parseCpus } from '../../container/quantities.ts';
import { composeRule } from '../../rule.ts';
import { checkReservation } from './check-reservation.ts';

export const cpusWithinLimit = composeRule({
  id: 'processors-reserved-within-limit',
  severity: 'note',
  summary: 'The CPU reservation does not exceed the limit',
  rationale: 'CPUs reserved for a container that can never use them',
  fix: 'Lower the reservation, or raise the limit.',
  source: 'https://docs.docker.com/reference/compose-file/deploy/#resources',
  check({ services }, report) {
    for (const { node } of services) {
      const resources = node.get('deploy', 'resources');
      checkReservation(
        resources.get('reservations', 'cpus'),
        resources.get('limits', 'cpus'),
        parseCpus,
        report,
      );
    }
  },
});
