import { setTimeout as pause } from 'node:timers/promises';
import { profile } from '../../app/contract/profiles.ts';
import { until } from '../support/until.ts';
import { judge, questions, startDebates } from './debates.ts';
import type { Member } from './fleet.ts';
import { heldBy, takeoverMs } from './leases.ts';
import { type Options, p50and99, type Report, type Scenario, slowModel } from './scenario.ts';
import type { Site } from './site.ts';

const { leaseMs } = profile('test').work;

export const zombie: Scenario = {
  says: 'a worker is stopped for twice its lease and wakes up: others have gone on, and it is refused',
  defaults: { seconds: 2, debates: 6, seed: 1, model: slowModel },
  ...{ webs: 1, workers: 2 },
  run: stopOne,
};

async function stopOne(site: Site, { debates: count }: Options): Promise<Report> {
  const debates = await startDebates(site.balancer.url, questions(count));
  const stopped = await holder(site);
  stopped.child.kill('SIGSTOP');
  const at = Date.now();
  const held = await heldBy(site, stopped);
  await pause(2 * leaseMs);
  const stillHeld = await heldBy(site, stopped);
  stopped.child.kill('SIGCONT');
  const { logs, breaches } = await judge(site.balancer.url, debates);
  const waste = (await site.query(`select reason from waste where reason = 'fenced'`)).length;
  const code = await stopped.end();
  const tookMs = takeoverMs([{ at, debates: held.map(({ id }) => id) }], logs);
  return {
    figures: {
      debates: count,
      'held by the stopped worker': held.length,
      'attempts of the zombie, recorded as waste': waste,
      'exit code of the zombie at SIGTERM': String(code),
      'takeover p50 / p99': p50and99(tookMs),
    },
    breaches: [
      ...breaches,
      ...stillHeld.map(({ id }) => `debate ${id} was not taken over in twice a lease`),
      ...(waste > 0 ? [] : ['what the zombie had spent is recorded nowhere']),
      ...(code === 0 ? [] : [`the zombie ended with ${code}`]),
    ],
  };
}

/** A worker that holds debates, once there is one. */
async function holder(site: Site): Promise<Member> {
  const holders: Member[] = [];
  await until(async () => {
    for (const member of site.fleet.members('worker'))
      if ((await heldBy(site, member)).length > 0) holders.push(member);
    return holders.length > 0;
  });
  const [first] = holders;
  if (!first) throw new Error('no worker took a debate');
  return first;
}
