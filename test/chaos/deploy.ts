import { createClient } from '../../app/client/client.ts';
import { connectionsMax } from '../../app/contract/derive.ts';
import { profile, withDifferences } from '../../app/contract/profiles.ts';
import { type Program, startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';
import { countConnections } from './connections.ts';
import { judge, patiently, questions, startDebates } from './debates.ts';
import type { Member } from './fleet.ts';
import { startLoad } from './load.ts';
import { type Options, p50and99, type Report, type Scenario } from './scenario.ts';
import type { Site } from './site.ts';
import { spread, viewersOf } from './spread.ts';

const webs = 3;
const workers = 2;
/** Of the web task that replaces its processes itself. */
const processes = 2;
/**
 * As many requests at once, and as much patience with viewers, as in production: hundreds of them keep a small machine
 * busy, and what is only late there must be neither refused nor given up.
 */
const { http, live } = profile('production');
const contract = withDifferences(profile('test'), {
  http: { requestsMax: http.requestsMax },
  live: { heartbeatMs: live.heartbeatMs, pongMs: live.pongMs, retryMs: live.retryMs },
  process: { drainInflightMs: 5000, viewerCloseMs: 1000, stopMs: 10_000 },
});

const defaults = {
  ...{ seconds: 1, debates: 10, seed: 1, rate: 200, viewers: 500 },
  // Speaks so slowly that a debate is still on when all have been replaced.
  model: 'rehearsal?tps=5&ttftMs=300&words=15',
};

export const deploy: Scenario = {
  says: 'every process is replaced under steady requests and viewers: by SIGTERM in both orders, and by SIGHUP',
  ...{ defaults, webs, workers, contract },
  run: roll,
};

/** The same in less time: both orders in turn, and the supervised one meanwhile. */
export const deployBriefly: Scenario = { ...deploy, contract: profile('test'), run: rollAtOnce };

/** Looks where the viewers are, once all web processes are new. */
type Look = () => Promise<void>;

/** Where requests and viewers go while something is replaced. */
interface Street {
  readonly url: string;
  readonly ports: () => readonly number[];
}

type Replace = (site: Site, member: Member) => Promise<number | null>;

async function roll(site: Site, options: Options): Promise<Report> {
  const fleet = (...orders: readonly Replace[]) => underFleet(site, options, orders);
  const leftFirst = await fleet(leaveThenStop);
  const stoppedFirst = await fleet(stopAtOnce);
  const replaced = await underSupervisor(site, options);
  return together({
    'balancer, then SIGTERM': leftFirst,
    'SIGTERM, then balancer': stoppedFirst,
    SIGHUP: replaced,
  });
}

async function rollAtOnce(site: Site, options: Options): Promise<Report> {
  const [SIGTERM, SIGHUP] = await Promise.all([
    underFleet(site, options, [stopAtOnce, leaveThenStop]),
    underSupervisor(site, options),
  ]);
  return together({ SIGTERM, SIGHUP });
}

/** What replacing some processes has shown, and the codes with which the old ones have ended. */
interface Rolled extends Report {
  readonly codes: readonly (number | null)[];
}

/** Replaces all processes of the fleet, one by one, in these orders in turn. */
async function underFleet(site: Site, options: Options, orders: readonly Replace[]): Promise<Rolled> {
  const street = { url: site.balancer.url, ports: site.balancer.ready };
  const codes: (number | null)[] = [];
  async function replaceEach(role: Member['role']): Promise<void> {
    for (const [index, member] of site.fleet.members(role).entries()) {
      const replace = orders[index % orders.length] ?? stopAtOnce;
      codes.push(await replace(site, member));
    }
  }
  const report = await under(site, street, options, async (look) => {
    await replaceEach('web');
    await look();
    await replaceEach('worker');
  });
  return { ...report, codes };
}

/** Lets a supervisor replace its processes. */
async function underSupervisor(site: Site, options: Options): Promise<Rolled> {
  const supervised = await startSupervised(site);
  const { port } = new URL(supervised.url);
  const street = { url: supervised.url, ports: () => [Number(port)] };
  const report = await under(site, street, options, async (look) => {
    await replaceAll(supervised);
    await look();
  });
  return { ...report, codes: [await supervised.end()] };
}

function together(parts: Readonly<Record<string, Rolled>>): Report {
  const all = Object.values(parts);
  const codes = all.flatMap((part) => part.codes);
  const figures = Object.entries(parts).map(([by, part]) => named(by, part.figures));
  return {
    figures: { ...Object.assign({}, ...figures), 'exit codes': codes.join(' ') },
    breaches: [
      ...all.flatMap(({ breaches }) => breaches),
      ...codes
        .filter((code) => code !== 0)
        .map((code) => `a process that was told to stop ended with ${code}`),
    ],
  };
}

/** What the contract allows to both deployments, which stand on one database. */
function budgetOf({ fleet, contract }: Site): number {
  const [webs, workers] = [fleet.members('web').length, fleet.members('worker').length];
  return (
    connectionsMax(contract, { webs, workers, processes: 1 }) +
    connectionsMax(contract, { webs: 1, workers: 0, processes })
  );
}

/** As a platform deploys: a new one serves, the old one is sent nothing more, and is then told to stop. */
async function leaveThenStop({ fleet }: Site, old: Member): Promise<number | null> {
  await fleet.keep(old.role);
  fleet.retire(old);
  return old.end();
}

/** As a platform takes a task away: it is told to stop, and only then sent nothing more; another one comes later. */
async function stopAtOnce({ fleet }: Site, old: Member): Promise<number | null> {
  const wanted = fleet.members(old.role).length;
  const code = await old.end();
  await until(() => fleet.members(old.role).length === wanted);
  return code;
}

/** A web task of several processes under their supervisor. */
const startSupervised = ({ env }: Site): Promise<Program> =>
  startProgram({ ...env, ROSTRUM_ROLE: 'web', WORKERS: `${processes}` });

async function replaceAll({ child, output }: Program): Promise<void> {
  await until(() => (output().match(/process ready/g) ?? []).length >= processes);
  child.kill('SIGHUP');
  await until(() => output().includes('replaced all processes'));
}

/** How requests and viewers fare while something is replaced. */
async function under(
  site: Site,
  { url, ports }: Street,
  { debates: count, rate = defaults.rate, viewers = defaults.viewers }: Options,
  replace: (look: Look) => Promise<void>,
): Promise<Report> {
  const budget = budgetOf(site);
  const debates = await startDebates(url, questions(count), { viewers });
  const connections = countConnections(site);
  const load = startLoad(ports, rate);
  let watching = '';
  await replace(async () => {
    watching = await viewersOf(ports());
  });
  await load.end();
  const peak = await connections.end();
  const client = createClient({ baseUrl: url });
  // All has been seen; one that has ended by itself refuses.
  await Promise.all(debates.ids.map((id) => patiently(() => client.command(id, 'cancel')).catch(() => {})));
  const { breaches, logs } = await judge(url, debates);
  const { answers } = load;
  const failed = answers.filter(({ status }) => status !== 200);
  const lost = debates.viewers.map(({ debate, events }) => (logs.get(debate)?.length ?? 0) - events.length);
  return {
    figures: {
      'requests, and failed ones': `${answers.length}, and ${failed.length}`,
      'requests asked again, as a connection broke': load.again(),
      'request p50 / p99': p50and99(answers.map(({ tookMs }) => tookMs)),
      'requests by process': spread(Map.groupBy(answers, (answer) => answer.process ?? 'none').values()),
      'viewers, and events that they lost': `${viewers}, and ${lost.reduce((sum, some) => sum + some, 0)}`,
      'viewers by process, once all are new': watching,
      'reconnect p50 / p99': p50and99(debates.viewers.flatMap(({ reconnectMs }) => reconnectMs)),
      'connections to PostgreSQL, peak of budget': `${peak} of ${budget}`,
    },
    breaches: [
      ...breaches,
      ...[...Map.groupBy(failed, ({ status }) => status)].map(
        ([status, all]) => `${all.length} requests were answered ${status}, the first one: ${all[0]?.body}`,
      ),
      ...(peak <= budget ? [] : [`${peak} connections to PostgreSQL, and the budget is ${budget}`]),
    ],
  };
}

const named = (by: string, figures: Report['figures']): Report['figures'] =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${by}: ${name}`, value]));
