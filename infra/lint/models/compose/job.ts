import type { ConfigNode } from '../../parse/config-node.ts';

const jobName = /(?:^|[-_])(?:migrat\w*|init\w*|setup|seed\w*|bootstrap|create[-_]?\w*|job)(?:[-_]|$)/i;

/** Whether a service runs once and ends: no requests depend on how it stops. */
export function isJob(name: string, node: ConfigNode): boolean {
  const restart = node.get('restart');
  const policy = node.get('deploy', 'restart_policy', 'condition').value;
  if (restart.value === 'no' || restart.value === false || policy === 'none') return true;
  if (/job$/.test(String(node.get('deploy', 'mode').value))) return true;
  const isKeptRunning = /^(?:always|unless-stopped)$/.test(String(restart.value)) || policy === 'any';
  return !isKeptRunning && node.get('ports').isAbsent && jobName.test(name);
}
