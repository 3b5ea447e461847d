import type { Browser } from 'playwright-core';
import { keepAliveMs } from '../../../app/contract/derived.ts';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { browserProgram, openBrowser } from '../../support/processes/browser.ts';
import { type Nginx, nginxProgram, startNginx } from '../../support/processes/nginx.ts';
import { until } from '../../support/until.ts';
import type { Cluster } from '../cluster.ts';
import { sendRequest } from '../load.ts';
import { type ReloadResult, startReloadClients } from '../reload-clients.ts';
import {
  type ReloadTarget,
  type StartTarget,
  startEmbedded,
  startPair,
  startReloadable,
} from '../reload-targets.ts';
import type { Report, Scenario, ScenarioOptions } from '../scenario.ts';

const second = 1000;
/** All clients of a test have one address. */
const gateway = applyOverrides(profile('self-hosted'), {
  deployment: { cdn: { addressRequestsMax: 3_000_000 } },
});
/** Without limits that the clients of a test would reach, but with connections that outlast those of nginx. */
const contract = applyOverrides(profile('development'), {
  http: {
    directKeepAliveMs: keepAliveMs(gateway),
    headersMs: gateway.http.headersMs,
    requestMs: gateway.http.requestMs,
  },
  agents: { detectLocalServer: false },
  process: {
    drainDelayMs: second,
    drainInflightMs: 6 * second,
    viewerCloseMs: second,
    flushMs: 2 * second,
    stopMs: 12 * second,
  },
});
/** nginx needs an upstream before there is one. */
const unusedPort = 9;

const defaults = {
  seconds: 1,
  debates: 1,
  seed: 1,
  viewers: 6,
  // So slow that a debate still runs when all processes have been replaced.
  model: 'rehearsal?tps=2&ttftMs=500&words=60',
};

interface Plan {
  readonly targets: Readonly<Record<string, StartTarget>>;
  /** How often each is replaced. */
  readonly times: number;
  /** Long polls at a time, on each address. */
  readonly polls: number;
  /** Requests at a time, on each address. */
  readonly requests: number;
}

const plan: Plan = {
  targets: {
    'WORKERS=1': startReloadable(1),
    embedded: startEmbedded,
    'WORKERS=2': startReloadable(2),
    deploy: startPair,
  },
  times: 3,
  polls: 30,
  requests: 4,
};

const shortPlan: Plan = {
  targets: { 'WORKERS=2': startReloadable(2) },
  times: 1,
  polls: 6,
  requests: 2,
};

export const reload: Scenario = {
  description:
    'viewers in Chromium, long polls and requests through SIGHUP and rolling deploys, direct and by nginx',
  defaults,
  webs: 0,
  workers: 0,
  contract,
  run: (cluster, options) => runPlan(plan, cluster, options),
};

/** A shorter version: one SIGHUP of two processes. test/runtime/single.test.ts replaces a single one. */
export const shortReload: Scenario = {
  ...reload,
  run: (cluster, options) => runPlan(shortPlan, cluster, options),
};

async function runPlan(
  { targets, ...load }: Plan,
  { env }: Cluster,
  { viewers = defaults.viewers }: ScenarioOptions,
): Promise<Report> {
  const browser = browserProgram ? await openBrowser(browserProgram) : null;
  const reports: Report[] = [];
  try {
    for (const [name, start] of Object.entries(targets)) {
      const nginx = nginxProgram ? await startNginx(gateway, [unusedPort]) : null;
      // nginx first, because a browser sends its address as the origin of sockets.
      const target = await start(env, nginx ? [nginx.url] : []);
      const setup = { ...load, name, target, nginx, browser, viewers };
      reports.push(...(await replaceUnderClients(setup)));
    }
  } finally {
    await browser?.close();
  }
  return {
    figures: Object.assign({}, ...reports.map(({ figures }) => figures)),
    violations: reports.flatMap(({ violations }) => violations),
  };
}

interface Setup extends Omit<Plan, 'targets'> {
  readonly name: string;
  readonly target: ReloadTarget;
  readonly nginx: Nginx | null;
  readonly browser: Browser | null;
  readonly viewers: number;
}

async function replaceUnderClients({ name, target, nginx, times, ...options }: Setup): Promise<Report[]> {
  if (nginx) await pointTo(nginx, target.ports);
  const urls = { direct: target.url, ...(nginx && { nginx: nginx.url }) };
  const clients = await Promise.all(
    Object.entries(urls).map(async ([via, url]) => ({
      via,
      running: await startReloadClients({ ...options, url }),
    })),
  );
  for (let time = 0; time < times; time += 1) await target.replace();
  const reports = await Promise.all(
    clients.map(async ({ via, running }) => toReport(`${name}, ${via}`, await running.end())),
  );
  await nginx?.stop();
  const failures = (await target.stop()).filter((code) => code !== 0);
  return [...reports, { figures: {}, violations: failures.map((code) => `${name}: exited with ${code}`) }];
}

async function pointTo(nginx: Nginx, ports: readonly number[]): Promise<void> {
  nginx.reload(ports);
  const isReached = async () => (await sendRequest(nginx.url, '/health')).status === 200;
  await until(isReached, 'nginx to reach the program');
}

const toReport = (name: string, result: ReloadResult): Report => ({
  figures: {
    [`${name}: viewers / lost`]: `${result.viewers} / ${result.lostViewers.length}`,
    [`${name}: requests + polls / unanswered`]: `${result.requests} + ${result.polls} / ${result.unanswered.length}`,
  },
  violations: [
    ...result.lostViewers.map((text) => `${name}: lost ${text}`),
    ...result.unanswered.slice(0, 5).map((text) => `${name}: ${text}`),
  ],
});
