import { setTimeout as pause } from 'node:timers/promises';
import { profile } from '../../app/contract/profiles.ts';
import { createRandom } from '../support/random.ts';
import { judge, questions, startDebates } from './debates.ts';
import { lostAttempts } from './history.ts';
import { heldBy, type Loss, takeoverMs } from './leases.ts';
import { type Options, p50and99, type Report, type Scenario, slowModel } from './scenario.ts';
import type { Site } from './site.ts';

/** About once a second, and never in step with anything. */
const betweenMs = 700;
const spreadMs = 600;
const { failoverMsMax } = profile('test').work;

export const kill: Scenario = {
  says: 'kill -9 of random processes, about every second, while debates run and are watched',
  defaults: { seconds: 20, debates: 12, seed: 1, model: slowModel },
  ...{ webs: 2, workers: 3 },
  run: disturb,
};

async function disturb(site: Site, { seconds, debates: count, seed }: Options): Promise<Report> {
  const { url } = site.balancer;
  const debates = await startDebates(url, questions(count));
  const { losses, webs } = await killFor(site, seconds * 1000, seed);
  const { logs, breaches } = await judge(url, debates);
  const all = [...logs.values()];
  const tookMs = takeoverMs(losses, logs);
  const late = tookMs.filter((ms) => ms > failoverMsMax);
  return {
    figures: {
      debates: count,
      'workers killed': losses.length,
      'web processes killed': webs,
      restarts: site.fleet.restarts(),
      'turns completed': all.flat().filter(({ type }) => type === 'turn.completed').length,
      'attempts lost with their worker': all.map(lostAttempts).reduce((sum, lost) => sum + lost, 0),
      'debates failed': all.filter((log) => log.at(-1)?.type === 'debate.failed').length,
      viewers: debates.viewers.length,
      'takeover p50 / p99': p50and99(tookMs),
      'reconnect p50 / p99': p50and99(debates.viewers.flatMap(({ reconnectMs }) => reconnectMs)),
    },
    breaches: [
      ...breaches,
      ...late.map((ms) => `a takeover took ${ms} ms, and ${failoverMsMax} are promised`),
    ],
  };
}

async function killFor(site: Site, forMs: number, seed: number) {
  const random = createRandom(seed);
  const losses: Loss[] = [];
  let webs = 0;
  for (const until = Date.now() + forMs; Date.now() < until; ) {
    await pause(betweenMs + random.below(spreadMs));
    const [first, ...others] = [...site.fleet.members('worker'), ...site.fleet.members('web')];
    if (!first) continue;
    const member = random.pick([first, ...others]);
    const held = member.role === 'worker' ? await heldBy(site, member) : [];
    member.child.kill('SIGKILL');
    if (member.role === 'web') webs += 1;
    else losses.push({ at: Date.now(), debates: held.map(({ id }) => id) });
  }
  return { losses, webs };
}
