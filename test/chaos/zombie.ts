import { setTimeout as pause } from 'node:timers/promises';
import { profile } from '../../app/contract/profiles.ts';
import { until } from '../support/until.ts';
import { judge, questions, startDebates } from './debates.ts';
import type { Hit } from './fail-point.ts';
import { heldBy, takeovers } from './leases.ts';
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
  const hit = await stopAtReply(site);
  const stopped = site.fleet.members('worker').find(({ name }) => name === hit.process);
  if (!stopped) throw new Error(`${hit.process} is gone`);
  const held = await heldBy(site, stopped);
  await pause(2 * leaseMs);
  const stillHeld = await heldBy(site, stopped);
  stopped.child.kill('SIGCONT');
  const { logs, breaches } = await judge(site.balancer.url, debates);
  // It ends when what its calls have cost in vain is written down.
  const code = await stopped.end();
  const waste = await site.query(`select debate_id, turn from waste where reason = 'fenced'`);
  const refused = await site.query(`
    select epoch from waste
    where reason = 'fenced' and debate_id = '${hit.debate}' and turn = '${hit.turn}'`);
  const tookMs = takeovers([{ at: hit.at, held }], logs).map(({ ms }) => ms);
  return {
    figures: {
      debates: count,
      'held by the stopped worker': held.length,
      'of these still held after twice a lease': stillHeld.length,
      'appends refused, and their cost recorded': refused.length,
      'attempts of the zombie, recorded as waste': waste.length,
      'exit code of the zombie at SIGTERM': String(code),
      'takeover p50 / p99': p50and99(tookMs),
    },
    breaches: [
      ...breaches,
      ...stillHeld.map(({ id }) => `debate ${id} was not taken over in twice a lease`),
      ...(refused.length > 0 ? [] : [`the reply that the zombie stored late is not recorded as waste`]),
      ...(code === 0 ? [] : [`the zombie ended with ${code}`]),
    ],
  };
}

/**
 * Stops a worker that has a whole reply, and has stored nothing of it: the first thing that it does when it wakes up is
 * to append it.
 */
async function stopAtReply({ failPoints }: Site): Promise<Hit> {
  failPoints.arm('response before commit', undefined, 'SIGSTOP');
  await until(() => failPoints.hits().length > 0);
  const [hit] = failPoints.hits();
  if (!hit) throw new Error('no worker has been stopped');
  return hit;
}
