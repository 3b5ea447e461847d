import { durationOf } from '../../container/quantities.ts';
import type { View } from '../../parse/value-ref.ts';

export interface Stop {
  readonly at: View;
  readonly graceSeconds: number;
  readonly isAssumed: boolean;
  /** What preStop takes of it before SIGTERM is sent; null where nobody can know. */
  readonly beforeSeconds: number | null;
  readonly before: View;
}

/** What Kubernetes grants unless it is told. */
const graceSecondsDefault = 30;

/** How a pod is stopped; null where it is not known how long it may take. */
export function stopOf(pod: View, container: View): Stop | null {
  const at = pod.at('terminationGracePeriodSeconds');
  const said = at.number();
  if (said === 'unknown') return null;
  const before = container.at('lifecycle', 'preStop');
  return {
    ...{ at, before, beforeSeconds: secondsOf(before) },
    graceSeconds: said === 'absent' ? graceSecondsDefault : said,
    isAssumed: said === 'absent',
  };
}

function secondsOf(preStop: View): number | null {
  if (preStop.isAbsent) return 0;
  const slept = preStop.at('sleep', 'seconds').number();
  if (slept !== 'absent') return slept === 'unknown' ? null : slept;
  const words = (preStop.at('exec', 'command').items() ?? []).map(({ value }) => String(value));
  const line = words.join(' ').replace(/^(?:\S*\/)?(?:sh|bash|ash|dash) -\w*c /, '');
  const [, time] = /^(?:\/\S*\/)?sleep ([\d.]+[smh]?)$/.exec(line.trim()) ?? [];
  if (time === undefined) return null;
  const ms = durationOf(/[smh]$/.test(time) ? time : `${time}s`);
  return ms === null ? null : ms / 1000;
}
