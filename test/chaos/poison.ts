import { setTimeout as pause } from 'node:timers/promises';
import { judge, questions, startDebates } from './debates.ts';
import { heldBy } from './leases.ts';
import { type Options, type Report, type Scenario, slowModel } from './scenario.ts';
import type { Site } from './site.ts';

const lookEveryMs = 50;
/** It kills while it is worked on: what else the worker has begun can end a turn before that. */
const deadlyMs = 800;
/** By then it has been given up, or never will be. */
const patienceMs = 60_000;
/** It speaks its first word so late that its worker never gets to see it. */
const silent = { model: 'rehearsal?ttftMs=1900' };

export const poison: Scenario = {
  says: 'one debate kills whichever worker takes it: it is given up, and the others are decided',
  defaults: { seconds: 1, debates: 3, seed: 1, model: slowModel },
  ...{ webs: 1, workers: 2 },
  run: kill,
};

async function kill(site: Site, { debates: count }: Options): Promise<Report> {
  const poisoned = { question: 'Should the poisoned well be drunk from?', panel: [silent, silent] };
  const debates = await startDebates(site.balancer.url, [poisoned, ...questions(count)]);
  const [poisonId = ''] = debates.ids;
  let kills = 0;
  for (const until = Date.now() + patienceMs; Date.now() < until; ) {
    if (debates.viewers.some(({ debate, isDone }) => debate === poisonId && isDone)) break;
    for (const member of site.fleet.members('worker')) {
      if (!(await heldBy(site, member)).some(({ id }) => id === poisonId)) continue;
      await pause(deadlyMs);
      member.child.kill('SIGKILL');
      kills += 1;
    }
    await pause(lookEveryMs);
  }
  const { logs, breaches } = await judge(site.balancer.url, debates);
  const end = logs.get(poisonId)?.at(-1);
  const givenUp = end?.type === 'debate.failed' && end.data.stopReason === 'takeovers';
  const others = [...logs].filter(([id]) => id !== poisonId);
  const undecided = others.filter(([, log]) => log.at(-1)?.type !== 'debate.decided');
  return {
    figures: {
      'workers killed by it': kills,
      'takeovers allowed': site.contract.work.takeoversMax,
      'other debates': others.length,
      'other debates decided': others.length - undecided.length,
    },
    breaches: [
      ...breaches,
      ...(givenUp ? [] : [`the poisoned debate ended with ${end?.type}`]),
      ...undecided.map(([id, log]) => `debate ${id} ended with ${log.at(-1)?.type}`),
    ],
  };
}
