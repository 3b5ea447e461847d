import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from '../cluster.ts';
import { checkHistories, createQuestions, startDebates } from '../debates.ts';
import { leasesOf } from '../leases.ts';
import { type Report, type Scenario, type ScenarioOptions, slowModel } from '../scenario.ts';

const pollMs = 200;
/** The delay before the kill, so that other debates of the worker can end a turn. */
const killDelayMs = 800;
/** By then the debate must be abandoned. */
const poisonTimeoutMs = 120_000;
/** The first token comes so late that the worker never receives it. */
const silentSeat = { model: 'rehearsal?ttftMs=1900' };

export const poison: Scenario = {
  description:
    'one debate kills or hangs every worker that claims it: it is abandoned, and the others are decided',
  defaults: { seconds: 1, debates: 3, seed: 1, model: slowModel },
  webs: 1,
  workers: 2,
  run: killRepeatedly,
};

async function killRepeatedly(cluster: Cluster, { debates: count }: ScenarioOptions): Promise<Report> {
  const poisoned = { question: 'Should the poisoned well be drunk from?', panel: [silentSeat, silentSeat] };
  const debates = await startDebates(cluster.balancer.url, [poisoned, ...createQuestions(count)]);
  const [poisonId = ''] = debates.ids;
  let kills = 0;
  const hanging = new Set<number | undefined>();
  for (const until = Date.now() + poisonTimeoutMs; Date.now() < until; ) {
    if (debates.viewers.some(({ debate, isDone }) => debate === poisonId && isDone)) break;
    for (const member of cluster.fleet.members('worker')) {
      const { child } = member;
      if (hanging.has(child.pid)) continue;
      const holdsPoison = async () => (await leasesOf(cluster, member)).some(({ id }) => id === poisonId);
      if (!(await holdsPoison())) continue;
      await pause(killDelayMs);
      // A worker that only claimed it to abandon it has done so by now, and runs innocent debates.
      if (!(await holdsPoison())) continue;
      // Every second worker hangs, and its watchdog ends it.
      const hangs = (kills + hanging.size) % 2 === 1;
      child.kill(hangs ? 'SIGUSR2' : 'SIGKILL');
      if (hangs) hanging.add(child.pid);
      else kills += 1;
    }
    await pause(pollMs);
  }
  const { logs, violations } = await checkHistories(cluster.balancer.url, debates);
  const end = logs.get(poisonId)?.at(-1);
  const isAbandoned = end?.type === 'debate.failed' && end.data.stopReason === 'takeovers';
  const others = [...logs].filter(([id]) => id !== poisonId);
  const undecided = others.filter(([, log]) => log.at(-1)?.type !== 'debate.decided');
  return {
    figures: {
      'workers killed by it': kills,
      'workers hung by it': hanging.size,
      'takeovers allowed': cluster.contract.work.workerLossesMax,
      'other debates': others.length,
      'other debates decided': others.length - undecided.length,
    },
    violations: [
      ...violations,
      ...(isAbandoned ? [] : [`the poisoned debate ended with ${end?.type}`]),
      ...undecided.map(([id, log]) => `debate ${id} ended with ${log.at(-1)?.type}`),
    ],
  };
}
