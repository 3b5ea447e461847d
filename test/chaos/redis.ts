import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { judge, questions, startDebates } from './debates.ts';
import { type Options, p50and99, type Report, type Scenario, slowModel } from './scenario.ts';
import type { Site } from './site.ts';

/** Between two disturbances, and how long Redis is stopped. */
const betweenMs = 1000;
const stoppedMs = 2000;
/** Without Redis events come by polling: within a second, and as much again for a busy machine. */
const lateMsMax = 2000;

export const redis: Scenario = {
  says: 'Redis is flushed, killed and replaced by an empty one, and stopped for a while, in turn',
  defaults: { seconds: 14, debates: 8, seed: 1, model: slowModel },
  ...{ webs: 1, workers: 2 },
  run: disturb,
};

async function disturb(site: Site, { seconds, debates: count }: Options): Promise<Report> {
  const debates = await startDebates(site.balancer.url, questions(count));
  const done = { flushed: 0, replaced: 0, stopped: 0 };
  for (const until = Date.now() + seconds * 1000; Date.now() < until; ) {
    await pause(betweenMs);
    if (done.flushed === done.stopped) {
      await flush(site);
      done.flushed += 1;
    } else if (done.replaced < done.flushed) {
      await site.replaceRedis();
      done.replaced += 1;
    } else {
      process.kill(site.redis().pid, 'SIGSTOP');
      await pause(stoppedMs);
      process.kill(site.redis().pid, 'SIGCONT');
      done.stopped += 1;
    }
  }
  const { logs, breaches } = await judge(site.balancer.url, debates);
  const lateMs = debates.viewers.flatMap((viewer) => viewer.lateMs);
  const tooLate = lateMs.filter((ms) => ms > lateMsMax);
  const undecided = [...logs].filter(([, log]) => log.at(-1)?.type !== 'debate.decided');
  return {
    figures: {
      debates: count,
      ...done,
      viewers: debates.viewers.length,
      'events late p50 / p99': p50and99(lateMs),
      'events late at most, ms': Math.max(0, ...lateMs),
    },
    breaches: [
      ...breaches,
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
