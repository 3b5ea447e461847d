import { profile } from '../../app/contract/profiles.ts';
import { startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';
import { countConnections } from './connections.ts';
import { type Debates, judge, questions, startDebates } from './debates.ts';
import type { Fleet } from './fleet.ts';
import { type Load, startLoad } from './load.ts';
import { type Options, p50and99, type Report, type Scenario, slowModel } from './scenario.ts';
import type { Site } from './site.ts';

/** 50 requests a second, next to the viewers. */
const requestEveryMs = 20;
const pairs = 3;
const webs = 3;
const workers = 2;
/** Under the supervisor; one more while it replaces one, as there is one more of the others. */
const supervised = 2;
const budget = (webs + 1 + workers + supervised + 1) * profile('test').database.poolMax;

export const deploy: Scenario = {
  says: 'every web process is replaced, one by one, under steady requests and viewers: SIGTERM, then SIGHUP',
  defaults: { seconds: 5, debates: 6, seed: 1, model: slowModel },
  ...{ webs, workers },
  run: roll,
};

async function roll(site: Site, { debates: count, model }: Options): Promise<Report> {
  const connections = countConnections(site);
  const { url } = site.balancer;
  const behind = await startDebates(url, questions(count), { pairs });
  const load = startLoad(url, requestEveryMs);
  const codes: (number | null)[] = [];
  for (const _ of site.fleet.members('web')) codes.push(await replaceOldest(site.fleet));
  const rolled = await outcome(url, behind, load);

  const { databaseUrl: DATABASE_URL, redisUrl: REDIS_URL } = site;
  const env = {
    DATABASE_URL,
    REDIS_URL,
    ROSTRUM_MODEL: model,
    ROSTRUM_ROLE: 'web',
    WORKERS: `${supervised}`,
  };
  const fleet = await startProgram(env);
  const on = await startDebates(fleet.url, questions(count), { pairs });
  const steady = startLoad(fleet.url, requestEveryMs);
  fleet.child.kill('SIGHUP');
  await until(() => fleet.output().includes('replaced all processes'));
  const replaced = await outcome(fleet.url, on, steady);
  codes.push(await fleet.end());

  const peak = await connections.end();
  const dirty = codes.filter((code) => code !== 0);
  return {
    figures: {
      ...named('SIGTERM', rolled.figures),
      ...named('SIGHUP', replaced.figures),
      'exit codes': codes.join(' '),
      'connections to PostgreSQL, peak of budget': `${peak} of ${budget}`,
    },
    breaches: [
      ...rolled.breaches,
      ...replaced.breaches,
      ...dirty.map((code) => `a process that was told to stop ended with ${code}`),
      ...(peak <= budget ? [] : [`${peak} connections to PostgreSQL, and the budget is ${budget}`]),
    ],
  };
}

/** As a platform does it: the new one serves, the old one is sent nothing more, and then told to stop. */
async function replaceOldest(fleet: Fleet): Promise<number | null> {
  const [oldest] = fleet.members('web');
  await fleet.keep('web');
  if (!oldest) throw new Error('there is no web process');
  fleet.retire(oldest);
  return oldest.end();
}

/** How the requests and the viewers fared, once the debates have ended. */
async function outcome(url: string, debates: Debates, load: Load): Promise<Report> {
  const { breaches } = await judge(url, debates);
  await load.end();
  const failed = load.answers.filter(({ status }) => status !== 200);
  return {
    figures: {
      requests: load.answers.length,
      'requests failed': failed.length,
      'request p50 / p99': p50and99(load.answers.map(({ tookMs }) => tookMs)),
      viewers: debates.viewers.length,
      'reconnect p50 / p99': p50and99(debates.viewers.flatMap(({ reconnectMs }) => reconnectMs)),
    },
    breaches: [...breaches, ...failed.map(({ status, says }) => `a request was answered ${status}: ${says}`)],
  };
}

const named = (by: string, figures: Report['figures']): Report['figures'] =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${by}: ${name}`, value]));
