import { setTimeout as pause } from 'node:timers/promises';
import { judge, questions, startDebates } from './debates.ts';
import { type Load, startLoad } from './load.ts';
import { type Options, p50and99, type Report, type Scenario, slowModel } from './scenario.ts';
import type { Site } from './site.ts';

/** Between two disturbances. */
const betweenMs = 1500;
const rate = 20;

export const postgres: Scenario = {
  says: 'PostgreSQL is restarted at once, and all backends are terminated, in turn, while debates run',
  defaults: { seconds: 12, debates: 8, seed: 1, model: slowModel },
  ...{ webs: 1, workers: 2 },
  run: restart,
};

const terminate = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rostrum'`;

async function restart(site: Site, { seconds, debates: count }: Options): Promise<Report> {
  const debates = await startDebates(site.balancer.url, questions(count));
  const load = startLoad(site.balancer.ready, rate);
  let restarts = 0;
  let terminated = 0;
  for (const until = Date.now() + seconds * 1000; Date.now() < until; ) {
    await pause(betweenMs);
    if (restarts <= terminated) {
      await site.postgres.restart();
      restarts += 1;
    } else {
      await site.query(terminate);
      terminated += 1;
    }
  }
  const { breaches } = await judge(site.balancer.url, debates);
  await load.end();
  return {
    figures: {
      debates: count,
      restarts,
      'times all backends were terminated': terminated,
      requests: load.answers.length,
      'answered 503 with Retry-After': load.answers.filter(({ status }) => status === 503).length,
      'events late p50 / p99': p50and99(debates.viewers.flatMap(({ lateMs }) => lateMs)),
    },
    breaches: [...breaches, ...unexpected(load)],
  };
}

/** An outage is answered 503, with when to come back, and nothing else is refused. */
const unexpected = ({ answers }: Load): string[] =>
  answers
    .filter(({ status, retryAfter }) => status !== 200 && !(status === 503 && retryAfter !== null))
    .map(({ status, body }) => `a request was answered ${status}: ${body}`);
