import { setTimeout as pause } from 'node:timers/promises';
import { profile } from '../../app/contract/profiles.ts';
import type { Envelope } from '../../app/debate/frames.ts';
import { createRandom } from '../support/random.ts';
import type { Viewer } from './audience.ts';
import { judge, questions, startDebates } from './debates.ts';
import { lostAttempts } from './history.ts';
import { heldBy, type Loss, takeoverMs } from './leases.ts';
import { type Options, p50and99, type Report, type Scenario } from './scenario.ts';
import type { Site } from './site.ts';

/** About once a second, and never in step with anything. */
const betweenMs = 700;
const spreadMs = 600;
/** The last debates are started with some of the killing still to come. */
const startShare = 0.8;
const { failoverMsMax } = profile('test').work;

/** A worker lives for some seconds: one turn is over sooner, or no debate could ever get on. */
const shortTurns = 'rehearsal?tps=100&ttftMs=200&words=40';

export const kill: Scenario = {
  says: 'kill -9 of random processes, about every second, while debates run and are watched',
  defaults: { seconds: 20, debates: 12, seed: 1, model: shortTurns },
  ...{ webs: 2, workers: 3 },
  run: disturb,
};

async function disturb(site: Site, { seconds, debates: count, seed }: Options): Promise<Report> {
  const { url } = site.balancer;
  const forMs = seconds * 1000;
  const starting = startDebates(url, questions(count), { withinMs: forMs * startShare });
  const { losses, webs } = await killFor(site, forMs, seed);
  const debates = await starting;
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
      ...tally(all.map(endOf)),
      ...tally(whereLost(debates.viewers)),
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

/** How many there are of each. */
const tally = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy([...names].sort(), (name) => name)].map(([name, all]) => [name, all.length]),
  );

function endOf(log: readonly Envelope[]): string {
  const end = log.at(-1);
  if (end?.type === 'debate.failed') return `ended: debate.failed (${end.data.stopReason})`;
  return `ended: ${end?.type}`;
}

/** At which point of an attempt its worker was killed, as one viewer of each debate can tell. */
function whereLost(viewers: readonly Viewer[]): string[] {
  const asked = new Map(viewers.map((viewer) => [viewer.debate, viewer]));
  const turns = [...asked.values()].flatMap(({ view }) => view.turns);
  return turns.flatMap(({ phase, earlier }) =>
    earlier.map(({ text }) => {
      if (phase === 'decide') return 'lost: while deciding';
      return text === '' ? 'lost: before the first word' : 'lost: mid-text';
    }),
  );
}
