import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { openBalancer } from './balancer.ts';
import { type Debates, judge, questions, startDebates } from './debates.ts';
import { createFleet } from './fleet.ts';
import { hear } from './hearing.ts';
import { type Line, openLine } from './line.ts';
import { ask } from './load.ts';
import { type Options, p50and99, type Report, type Scenario, slowModel } from './scenario.ts';
import type { Site } from './site.ts';

/** Without Redis events come by polling: within a second, and as much again for a busy machine. */
const lateMsMax = 2000;
/** Each way. */
const slowMs = 300;

/** What is done to Redis, and undone. */
interface Disturbance {
  readonly name: string;
  begin(site: Site, line: Line): Promise<void> | void;
  end(site: Site, line: Line): Promise<void> | void;
  /** Processes know at once that it is away. */
  readonly isAway?: true;
}

const nothing = () => {};

const disturbances: readonly Disturbance[] = [
  // It has been away since before the processes were started.
  { name: 'absent at the start', begin: nothing, end: (site) => site.replaceRedis(), isAway: true },
  { name: 'flushed', begin: flush, end: nothing },
  {
    name: 'killed',
    begin: (site) => site.redis().stop('SIGKILL'),
    end: (site) => site.replaceRedis(),
    isAway: true,
  },
  {
    name: 'paused',
    begin: (site) => void process.kill(site.redis().pid, 'SIGSTOP'),
    end: (site) => void process.kill(site.redis().pid, 'SIGCONT'),
  },
  { name: 'slow', begin: (_, line) => line.delay(slowMs), end: (_, line) => line.delay(0) },
  { name: 'restarted', begin: (site) => site.replaceRedis(), end: nothing },
];

export const redis: Scenario = {
  says: 'Redis is away at the start, flushed, killed, paused, slow and restarted, in turn: debates go on',
  defaults: { seconds: 18, debates: 12, seed: 1, model: slowModel },
  // The scenario starts its own, on a Redis that is not there.
  ...{ webs: 0, workers: 0 },
  run: disturb,
};

async function disturb(site: Site, options: Options): Promise<Report> {
  const line = await openLine(Number(new URL(site.redisUrl).port));
  await site.redis().stop('SIGKILL');
  const fleet = createFleet({ ...site.env, REDIS_URL: `redis://127.0.0.1:${line.port}` });
  const balancer = await openBalancer(() => fleet.members('web').flatMap(({ port }) => port ?? []));
  try {
    await Promise.all([fleet.keep('web'), fleet.keep('worker'), fleet.keep('worker')]);
    const rounds: Round[] = [];
    for (const disturbance of disturbances)
      rounds.push(await disturbOnce(disturbance, balancer.url, site, line, options));
    return reportOf(rounds, await judgeAll(balancer.url, rounds));
  } finally {
    balancer.close();
    line.close();
    fleet.close();
  }
}

/** What one disturbance has shown. */
interface Round {
  readonly name: string;
  readonly debates: readonly Debates[];
  /** Pieces of text that came while Redis was disturbed. */
  readonly heard: number;
  /** From the end of the disturbance to the first piece of text; null: none came. */
  readonly backMs: number | null;
  /** What /ready said meanwhile, and after that. */
  readonly ready: string;
  readonly breaches: readonly string[];
}

async function disturbOnce(
  { name, begin, end, isAway }: Disturbance,
  url: string,
  site: Site,
  line: Line,
  { seconds, debates: count }: Options,
): Promise<Round> {
  const start = (some: number) => startDebates(url, questions(some));
  const first = await start(Math.max(1, Math.round(count / disturbances.length)));
  const ears = hear(url, first.ids);
  await begin(site, line);
  const from = Date.now();
  await pause((seconds * 1000) / disturbances.length);
  const during = await ask(url, '/ready');
  const heard = ears.since(from);
  await end(site, line);
  const backAt = Date.now();
  // Somebody is to speak now, even if the others have already ended.
  const second = await start(1);
  ears.add(second.ids);
  const backMs = await ears.next(backAt);
  ears.close();
  const after = await ask(url, '/ready');
  const breaches = [
    ...(during.status === 200 && after.status === 200 ? [] : ['a process left service for want of Redis']),
    ...(isAway && !during.body.includes('"bus":"away"') ? [`/ready did not say so: ${during.body}`] : []),
    ...(after.body.includes('"bus":"ok"') ? [] : [`/ready went on to complain: ${after.body}`]),
    ...(backMs === null ? ['no text was heard any more'] : []),
  ];
  return {
    ...{ name, heard, backMs, debates: [first, second] },
    ready: `${statusIn(during.body)}, then ${statusIn(after.body)}`,
    breaches: breaches.map((breach) => `${name}: ${breach}`),
  };
}

const statusIn = (body: string): string => /"status":"([^"]*)"/.exec(body)?.[1] ?? body;

async function judgeAll(url: string, rounds: readonly Round[]) {
  const judged = await Promise.all(
    rounds.flatMap(({ debates }) => debates).map((debates) => judge(url, debates)),
  );
  return {
    breaches: judged.flatMap(({ breaches }) => breaches),
    logs: judged.flatMap(({ logs }) => [...logs]),
  };
}

function reportOf(
  rounds: readonly Round[],
  { logs, breaches }: Awaited<ReturnType<typeof judgeAll>>,
): Report {
  const viewers = rounds.flatMap(({ debates }) => debates).flatMap((debates) => debates.viewers);
  const lateMs = viewers.flatMap((viewer) => viewer.lateMs);
  const tooLate = lateMs.filter((ms) => ms > lateMsMax);
  const undecided = logs.filter(([, log]) => log.at(-1)?.type !== 'debate.decided');
  const said = rounds.map(
    ({ name, heard, backMs, ready }) =>
      [name, `${heard} deltas meanwhile, the next after ${backMs} ms; ready: ${ready}`] as const,
  );
  return {
    figures: {
      debates: logs.length,
      viewers: viewers.length,
      ...Object.fromEntries(said),
      'events late p50 / p99': p50and99(lateMs),
      'events late at most, ms': Math.max(0, ...lateMs),
    },
    breaches: [
      ...breaches,
      ...rounds.flatMap((round) => round.breaches),
      ...tooLate.map((ms) => `an event came ${ms} ms late`),
      ...undecided.map(([id, log]) => `debate ${id} ended with ${log.at(-1)?.type}`),
    ],
  };
}

async function flush({ redisUrl }: Site): Promise<void> {
  const socket = connect(Number(new URL(redisUrl).port), '127.0.0.1');
  socket.write('FLUSHALL\r\n');
  await once(socket, 'data');
  socket.destroy();
}
