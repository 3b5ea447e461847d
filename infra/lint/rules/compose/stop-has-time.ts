import { readDuration } from '../../models/compose/services.ts';
import { composeRule } from '../../rule.ts';

const graceMsMin = 2000;

export const stopHasTime = composeRule({
  id: 'stop-has-time',
  severity: 'warning',
  summary: 'A container gets a stop signal, and time to stop',
  rationale: 'SIGKILL in the middle of its work, at every stop and every update',
  fix: 'Set stop_grace_period to the duration of the drain, and stop_signal to a signal that the program handles.',
  source: 'https://docs.docker.com/reference/compose-file/services/#stop_grace_period',
  check({ services }, report) {
    for (const { node, imageStopSignal } of services) {
      const grace = node.get('stop_grace_period');
      const signal = node.get('stop_signal').isAbsent
        ? (imageStopSignal ?? node.get('stop_signal'))
        : node.get('stop_signal');
      const ms = readDuration(grace);
      if (typeof ms === 'number' && ms < graceMsMin) report(grace, `it is ${String(grace.value)}`);
      if (/^(?:SIG)?KILL$|^9$/.test(String(signal.value))) report(signal, `it is ${String(signal.value)}`);
    }
  },
});
