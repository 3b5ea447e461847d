import { createClient } from '../../../app/client/client.ts';
import { connectionsMax } from '../../../app/contract/derived.ts';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { type RunningProgram, startProgram } from '../../support/processes/program.ts';
import { until } from '../../support/until.ts';
import type { Cluster } from '../cluster.ts';
import { countConnections } from '../connections.ts';
import { checkHistories, createQuestions, retryWhileUnavailable, startDebates } from '../debates.ts';
import { formatDistribution, viewersByProcess } from '../distribution.ts';
import type { Member } from '../fleet.ts';
import { startLoad } from '../load.ts';
import { formatP50P99, type Report, type Scenario, type ScenarioOptions } from '../scenario.ts';

const webs = 3;
const workers = 2;
/** The processes of the web task that replaces them itself. */
const processesPerTask = 2;
/**
 * Allows as many concurrent requests and as slow viewers as in production: hundreds of them keep a small machine busy,
 * and a delay there must not count as a failure.
 */
const { http, live } = profile('production');
const contract = applyOverrides(profile('test'), {
  http: { requestsMax: http.requestsMax },
  live: { heartbeatMs: live.heartbeatMs, closeTimeoutMs: live.closeTimeoutMs, retryMs: live.retryMs },
  process: { drainInflightMs: 5000, viewerCloseMs: 1000, stopMs: 10_000 },
});

const defaults = {
  seconds: 1,
  debates: 10,
  seed: 1,
  rate: 200,
  viewers: 500,
  // So slow that a debate still runs when all processes have been replaced.
  model: 'rehearsal?tps=5&ttftMs=300&words=15',
};

export const deploy: Scenario = {
  description:
    'every process is replaced under steady requests and viewers: by SIGTERM in both orders, and by SIGHUP',
  defaults,
  webs,
  workers,
  contract,
  run: replaceInOrder,
};

/** A shorter version: both orders in turn, without the supervised task, which the short form of `reload` replaces. */
export const shortDeploy: Scenario = { ...deploy, contract: profile('test'), run: replaceByTurns };

/** The distribution of viewers once all web processes are new. */
type CheckViewers = () => Promise<void>;

/** The targets of requests and viewers during a replacement. */
interface Endpoint {
  readonly url: string;
  readonly ports: () => readonly number[];
}

type Replace = (site: Cluster, member: Member) => Promise<number | null>;

async function replaceInOrder(cluster: Cluster, options: ScenarioOptions): Promise<Report> {
  const replaceWith = (...orders: readonly Replace[]) => replaceFleet(cluster, options, orders);
  const deregisteredFirst = await replaceWith(deregisterThenStop);
  const stoppedFirst = await replaceWith(stopThenDeregister);
  const replaced = await replaceSupervised(cluster, options);
  return mergeReports({
    'balancer, then SIGTERM': deregisteredFirst,
    'SIGTERM, then balancer': stoppedFirst,
    SIGHUP: replaced,
  });
}

async function replaceByTurns(cluster: Cluster, options: ScenarioOptions): Promise<Report> {
  return mergeReports({
    SIGTERM: await replaceFleet(cluster, options, [stopThenDeregister, deregisterThenStop]),
  });
}

/** The observations of a replacement, with the exit codes of the old processes. */
interface DeployReport extends Report {
  readonly codes: readonly (number | null)[];
}

/** Replaces all processes of the fleet one by one, alternating between these orders. */
async function replaceFleet(
  cluster: Cluster,
  options: ScenarioOptions,
  orders: readonly Replace[],
): Promise<DeployReport> {
  const endpoint = { url: cluster.balancer.url, ports: cluster.balancer.ready };
  const codes: (number | null)[] = [];
  async function replaceEach(role: Member['role']): Promise<void> {
    for (const [index, member] of cluster.fleet.members(role).entries()) {
      const replace = orders[index % orders.length] ?? stopThenDeregister;
      codes.push(await replace(cluster, member));
    }
  }
  const report = await replaceUnderLoad(cluster, endpoint, options, async (checkViewers) => {
    await replaceEach('web');
    await checkViewers();
    await replaceEach('worker');
  });
  return { ...report, codes };
}

async function replaceSupervised(cluster: Cluster, options: ScenarioOptions): Promise<DeployReport> {
  const supervised = await startSupervised(cluster);
  const { port } = new URL(supervised.url);
  const endpoint = { url: supervised.url, ports: () => [Number(port)] };
  const report = await replaceUnderLoad(cluster, endpoint, options, async (checkViewers) => {
    await reloadSupervised(supervised);
    await checkViewers();
  });
  return { ...report, codes: [await supervised.stop()] };
}

function mergeReports(parts: Readonly<Record<string, DeployReport>>): Report {
  const all = Object.values(parts);
  const codes = all.flatMap((part) => part.codes);
  const figures = Object.entries(parts).map(([by, part]) => prefixFigures(by, part.figures));
  return {
    figures: { ...Object.assign({}, ...figures), 'exit codes': codes.join(' ') },
    violations: [
      ...all.flatMap(({ violations }) => violations),
      ...codes.filter((code) => code !== 0).map((code) => `a stopped process exited with ${code}`),
    ],
  };
}

/** The connection budget of both deployments, which share one database. */
function connectionBudget({ fleet, contract }: Cluster): number {
  const [webTasks, workerTasks] = [fleet.members('web').length, fleet.members('worker').length];
  return (
    connectionsMax(contract, { webTasks, workerTasks, processesPerTask: 1 }) +
    connectionsMax(contract, { webTasks: 1, workerTasks: 0, processesPerTask })
  );
}

/** Like a deployment: start the new process, deregister the old one, then stop it. */
async function deregisterThenStop({ fleet }: Cluster, old: Member): Promise<number | null> {
  await fleet.keepRunning(old.role);
  fleet.retire(old);
  return old.stop();
}

/** Like a task that a platform stops: SIGTERM first, then deregistration, then a replacement. */
async function stopThenDeregister({ fleet }: Cluster, old: Member): Promise<number | null> {
  const count = fleet.members(old.role).length;
  const code = await old.stop();
  await until(() => fleet.members(old.role).length === count, 'the old fleet size', {
    last: () => fleet.members(old.role).length,
    timeoutMs: 120_000,
  });
  return code;
}

/** A web task of several supervised processes. */
const startSupervised = ({ env }: Cluster): Promise<RunningProgram> =>
  startProgram({ ...env, ROSTRUM_ROLE: 'web', WORKERS: `${processesPerTask}` });

async function reloadSupervised({ child, output }: RunningProgram): Promise<void> {
  await until(
    () => (output().match(/process ready/g) ?? []).length >= processesPerTask,
    'all processes of the task to be ready',
    { last: () => output(), timeoutMs: 120_000 },
  );
  child.kill('SIGHUP');
  await until(() => output().includes('replaced all processes'), 'the replacement of all processes', {
    last: () => output(),
    timeoutMs: 120_000,
  });
}

/** Load and viewers during a replacement. */
async function replaceUnderLoad(
  cluster: Cluster,
  { url, ports }: Endpoint,
  { debates: count, rate = defaults.rate, viewers = defaults.viewers }: ScenarioOptions,
  replace: (checkViewers: CheckViewers) => Promise<void>,
): Promise<Report> {
  const budget = connectionBudget(cluster);
  const debates = await startDebates(url, createQuestions(count), { viewers });
  const connections = countConnections(cluster);
  const load = startLoad(ports, rate);
  let viewerCounts = '';
  await replace(async () => {
    viewerCounts = await viewersByProcess(ports());
  });
  await load.end();
  const peak = await connections.end();
  const client = createClient({ baseUrl: url });
  // Ignores a process that has already exited.
  await Promise.all(
    debates.ids.map((id) => retryWhileUnavailable(() => client.command(id, 'cancel')).catch(() => {})),
  );
  const { violations, logs } = await checkHistories(url, debates);
  const { results } = load;
  const failed = results.filter(({ status }) => status !== 200);
  const lostEvents = debates.viewers.map(
    ({ debate, events }) => (logs.get(debate)?.length ?? 0) - events.length,
  );
  return {
    figures: {
      'requests / failed': `${results.length} / ${failed.length}`,
      'requests retried after a lost connection': load.retries(),
      'request p50 / p99': formatP50P99(results.map(({ durationMs }) => durationMs)),
      'requests by process': formatDistribution(
        Map.groupBy(results, (answer) => answer.process ?? 'none').values(),
      ),
      'viewers / lost events': `${viewers} / ${lostEvents.reduce((sum, some) => sum + some, 0)}`,
      'viewers by process, once all are new': viewerCounts,
      'reconnect p50 / p99': formatP50P99(debates.viewers.flatMap(({ reconnectMs }) => reconnectMs)),
      'connections to PostgreSQL, peak of budget': `${peak} of ${budget}`,
    },
    violations: [
      ...violations,
      ...[...Map.groupBy(failed, ({ status }) => status)].map(
        ([status, all]) => `${all.length} requests were answered with ${status}, the first: ${all[0]?.body}`,
      ),
      ...(peak <= budget ? [] : [`${peak} connections to PostgreSQL, budget ${budget}`]),
    ],
  };
}

const prefixFigures = (by: string, figures: Report['figures']): Report['figures'] =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${by}: ${name}`, value]));
