import { parseDuration } from '../../container/quantities.ts';
import type { ConfigNode } from '../../parse/config-node.ts';

export interface Termination {
  readonly graceNode: ConfigNode;
  readonly graceSeconds: number;
  readonly isDefault: boolean;
  /** The part of the grace period that preStop uses before SIGTERM; null when unknown. */
  readonly preStopSeconds: number | null;
  readonly preStopNode: ConfigNode;
}

/** Kubernetes' default. */
const graceSecondsDefault = 30;

/** The termination of a pod; null when its grace period is unknown. */
export function readTermination(pod: ConfigNode, container: ConfigNode): Termination | null {
  const graceNode = pod.get('terminationGracePeriodSeconds');
  const granted = graceNode.number();
  if (granted === 'unknown') return null;
  const preStopNode = container.get('lifecycle', 'preStop');
  return {
    graceNode,
    preStopNode,
    preStopSeconds: parsePreStopSeconds(preStopNode),
    graceSeconds: granted === 'absent' ? graceSecondsDefault : granted,
    isDefault: granted === 'absent',
  };
}

function parsePreStopSeconds(preStop: ConfigNode): number | null {
  if (preStop.isAbsent) return 0;
  const sleepSeconds = preStop.get('sleep', 'seconds').number();
  if (sleepSeconds !== 'absent') return sleepSeconds === 'unknown' ? null : sleepSeconds;
  const words = preStop
    .get('exec', 'command')
    .list()
    .map(({ value }) => String(value));
  const line = words.join(' ').replace(/^(?:\S*\/)?(?:sh|bash|ash|dash) -\w*c /, '');
  const [, time] = /^(?:\/\S*\/)?sleep ([\d.]+[smh]?)$/.exec(line.trim()) ?? [];
  if (time === undefined) return null;
  const ms = parseDuration(/[smh]$/.test(time) ? time : `${time}s`);
  return ms === null ? null : ms / 1000;
}
