import { profile } from '../../app/contract/profiles.ts';
import type { Envelope } from '../../app/debate/frames.ts';
import { createRandom } from '../support/random.ts';
import { type Debates, judge, questions, startDebates } from './debates.ts';
import { failPoints } from './fail-point.ts';
import { lostAttempts } from './history.ts';
import { killFor, timesOf } from './killing.ts';
import { type Takeover, takeovers } from './leases.ts';
import { type Options, p50and99, type Report, type Scenario } from './scenario.ts';
import type { Site } from './site.ts';

/** Debates begin all the time while processes are killed, so that there is always one to be hit. */
const startShare = 0.8;
/** A hundred viewers of thirty debates. */
const viewersEach = 100 / 30;
const { failoverMsMax, takeoversMax } = profile('test').work;

/** A worker lives for some seconds: one turn is over sooner, or no debate could ever get on. */
const shortTurns = 'rehearsal?tps=80&ttftMs=300&words=50';

export const kill: Scenario = {
  says: 'kill -9 about every second: workers at named points of a turn, web processes at any time',
  defaults: { seconds: 60, debates: 30, seed: 1, model: shortTurns },
  ...{ webs: 2, workers: 3 },
  run: disturb,
};

async function disturb(site: Site, { seconds, debates: count, seed }: Options): Promise<Report> {
  const { url } = site.balancer;
  const forMs = seconds * 1000;
  const starting = startDebates(url, questions(count), {
    viewers: Math.ceil(viewersEach * count),
    withinMs: forMs * startShare,
  });
  const { losses, outright, hits } = await killFor(site, createRandom(seed), forMs, endOf(starting));
  const debates = await starting;
  const { logs, broken, same, breaches } = await judge(url, debates);
  const all = [...logs.values()];
  const completed = site.failPoints.commits();
  const lost = completed.filter(({ debate, seq, hash }) => logs.get(debate)?.[seq - 1]?.hash !== hash);
  const taken = takeovers(losses, logs);
  const tookMs = taken.filter((one) => !isForLastTry(one)).map(({ ms }) => ms);
  const lastMs = taken.filter(isForLastTry).map(({ ms }) => ms);
  const late = tookMs.filter((ms) => ms > failoverMsMax);
  const counted = failPoints.map((point) => [point, timesOf(point, hits)] as const);
  return {
    figures: {
      debates: count,
      ...Object.fromEntries(counted.map(([point, times]) => [`workers killed ${point}`, times])),
      'idle workers killed': outright.worker,
      'web processes killed': outright.web,
      restarts: site.fleet.restarts(),
      ...tally(all.map(lastOf)),
      'turns completed': all.flat().filter(({ type }) => type === 'turn.completed').length,
      'acknowledged to a worker, and lost': `${completed.length}, and ${lost.length}`,
      'turns run twice': broken.filter((rule) => rule.startsWith('turn')).length,
      'gaps in seq': broken.filter((rule) => rule.startsWith('seq')).length,
      'attempts lost with their worker': all.map(lostAttempts).reduce((sum, some) => sum + some, 0),
      'viewers, and those that fold to the log': `${debates.viewers.length}, and ${same}`,
      'takeover p50 / p99': p50and99(tookMs),
      'takeover for a last try, in line': p50and99(lastMs),
      'reconnect p50 / p99': p50and99(debates.viewers.flatMap(({ reconnectMs }) => reconnectMs)),
    },
    breaches: [
      ...breaches,
      ...lost.map(({ debate, seq }) => `debate ${debate}: the turn completed at ${seq} is lost`),
      ...counted.flatMap(([point, times]) => (times > 0 ? [] : [`nobody was killed ${point}`])),
      ...late.map((ms) => `a takeover took ${ms} ms, and ${failoverMsMax} are promised`),
    ],
  };
}

/** What has lost one worker after another is given out one by one in the end, and waits for that. */
const isForLastTry = ({ takeovers: before }: Takeover): boolean => before + 1 === takeoversMax;

/** Resolves when all debates have ended, or will never; why, the judge says. */
const endOf = (starting: Promise<Debates>): Promise<void> =>
  starting.then(({ ended }) => ended).catch(() => {});

/** How many there are of each. */
const tally = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy([...names].sort(), (name) => name)].map(([name, all]) => [name, all.length]),
  );

function lastOf(log: readonly Envelope[]): string {
  const end = log.at(-1);
  if (end?.type === 'debate.failed') return `ended: debate.failed (${end.data.stopReason})`;
  return `ended: ${end?.type}`;
}
