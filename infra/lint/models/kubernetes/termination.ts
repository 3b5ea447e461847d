import { durationOf } from '../../container/quantities.ts';
import type { View } from '../../parse/value-ref.ts';

export interface Stop {
  readonly graceNode: View;
  readonly graceSeconds: number;
  readonly isDefault: boolean;
  /** What preStop takes of it before SIGTERM is sent; null where nobody can know. */
  readonly preStopSeconds: number | null;
  readonly preStopNode: View;
}

/** What Kubernetes grants unless it is told. */
const graceSecondsDefault = 30;

/** How a pod is stopped; null where it is not known how long it may take. */
export function stopOf(pod: View, container: View): Stop | null {
  const graceNode = pod.get('terminationGracePeriodSeconds');
  const said = graceNode.number();
  if (said === 'unknown') return null;
  const preStopNode = container.get('lifecycle', 'preStop');
  return {
    ...{ graceNode, preStopNode, preStopSeconds: secondsOf(preStopNode) },
    graceSeconds: said === 'absent' ? graceSecondsDefault : said,
    isDefault: said === 'absent',
  };
}

function secondsOf(preStop: View): number | null {
  if (preStop.isAbsent) return 0;
  const slept = preStop.get('sleep', 'seconds').number();
  if (slept !== 'absent') return slept === 'unknown' ? null : slept;
  const words = (preStop.get('exec', 'command').items() ?? []).map(({ value }) => String(value));
  const line = words.join(' ').replace(/^(?:\S*\/)?(?:sh|bash|ash|dash) -\w*c /, '');
  const [, time] = /^(?:\/\S*\/)?sleep ([\d.]+[smh]?)$/.exec(line.trim()) ?? [];
  if (time === undefined) return null;
  const ms = durationOf(/[smh]$/.test(time) ? time : `${time}s`);
  return ms === null ? null : ms / 1000;
}
