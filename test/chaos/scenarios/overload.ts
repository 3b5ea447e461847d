import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '../../../app/client/client.ts';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import { until } from '../../support/until.ts';
import type { Cluster } from '../cluster.ts';
import { checkHistories, createQuestions, retryWhileUnavailable, startDebates } from '../debates.ts';
import { type OverloadReport, overloadEventLoop, waitForRecovery } from '../faults/event-loop-overload.ts';
import { type HttpResult, sendRequest } from '../load.ts';
import { formatP50P99, type Report, type Scenario, type ScenarioOptions } from '../scenario.ts';

/** A long poll outlasts the time in which all requests of the flood are answered or held. */
const contract = applyOverrides(profile('development'), {
  http: { requestsMax: 50, eventLoopLagMsMax: 100 },
});
const { requestsMax } = contract.http;
const { waitSecondsMax } = contract.limits;
/** Multiple of the concurrent requests of a process. */
const overloadFactor = 6;
const floodSize = requestsMax * overloadFactor;
/** Requests that the clients close, so that there is room for the one that ends the debate. */
const closed = 5;
const probeIntervalMs = 200;
const lagAttempts = 3;

export const overload: Scenario = {
  description:
    'six times the concurrent requests of a process, held at once; then work that makes its event loop lag',
  // The agents stay silent, so that the debate runs until the scenario ends it.
  defaults: { seconds: 1, debates: 2, seed: 1, model: 'rehearsal?ttftMs=60000' },
  webs: 1,
  workers: 1,
  contract,
  run: flood,
};

async function flood(cluster: Cluster, { debates: count }: ScenarioOptions): Promise<Report> {
  const { url } = cluster.balancer;
  const debates = await startDebates(url, createQuestions(count));
  const { refused, held, probes } = await floodRequests(url, debates.ids);
  const recovered = await waitForRecovery(url);
  let lag = await overloadEventLoop(url, contract);
  // On a busy machine no request may arrive during the lag.
  for (let attemptsLeft = lagAttempts; attemptsLeft > 0 && lag.shed === 0; attemptsLeft -= 1)
    lag = await overloadEventLoop(url, contract);
  const { violations } = await checkHistories(url, debates);

  const unserved = held.filter(({ status }) => status !== 200);
  const unexpected = [...refused.filter((answer) => !isLoadShed(answer)), ...unserved.slice(closed)];
  return {
    figures: {
      requests: floodSize,
      'held at once': held.length,
      'answered 503 with Retry-After': refused.length,
      'rejection p50 / p99': formatP50P99(refused.map(({ durationMs }) => durationMs)),
      'liveness p50 / p99': formatP50P99(probes.map(({ durationMs }) => durationMs)),
      'short requests during a large upload': lag.shortRequests.length,
      'rejected because of event-loop lag': lag.shed,
    },
    violations: [
      ...violations,
      ...unexpected.map(({ status, body }) => `a request was answered with ${status}: ${body}`),
      ...(held.length <= requestsMax ? [] : [`${held.length} concurrent requests, allowed: ${requestsMax}`]),
      ...(held.length > closed ? [] : [`only ${held.length} requests were held`]),
      ...probes
        .filter(({ status }) => status !== 200)
        .map(({ status }) => `/healthz was answered with ${status}`),
      ...(recovered ? [] : ['requests were still rejected afterwards']),
      ...overloadViolations(lag),
    ],
  };
}

interface FloodResult {
  /** The answers while the other requests were held. */
  readonly refused: readonly HttpResult[];
  /** The answers of requests that the process held at the same time; `closed` of them have none. */
  readonly held: readonly HttpResult[];
  readonly probes: readonly HttpResult[];
}

/**
 * Sends all requests, waits until the process has answered those above its limit, and then ends the debates, which
 * answers the others.
 */
async function floodRequests(url: string, ids: readonly string[]): Promise<FloodResult> {
  const path = `/api/v1/debates/${ids[0]}/record?wait=${waitSecondsMax}`;
  const answers: HttpResult[] = [];
  const pending = new Set<AbortController>();
  const flooding = Promise.all(
    Array.from({ length: floodSize }, async () => {
      const controller = new AbortController();
      pending.add(controller);
      answers.push(await sendRequest(url, path, { signal: controller.signal }));
      pending.delete(controller);
    }),
  );
  const probing = probe(url, flooding);
  // Too many held requests end the wait too, late: their number is reported.
  await until(() => answers.length >= floodSize - requestsMax, 'the answers above the limit', {
    last: () => answers.length,
    timeoutMs: waitSecondsMax * 500,
  }).catch(() => {});
  const refused = [...answers];
  for (const controller of [...pending].slice(0, closed)) controller.abort();
  const client = createClient({ baseUrl: url });
  await Promise.all(ids.map((id) => retryWhileUnavailable(() => client.command(id, 'cancel'))));
  await flooding;
  return { refused, held: answers.slice(refused.length), probes: await probing };
}

/** A lagging process must reject requests with Retry-After, and stop doing so afterwards. */
const overloadViolations = ({ upload, shortRequests, shed, recovered }: OverloadReport): string[] => [
  ...(upload.status === 422 || isLoadShed(upload)
    ? []
    : [`an upload was answered with ${upload.status}: ${upload.body}`]),
  ...shortRequests
    .filter((answer) => answer.status !== 200 && !isLoadShed(answer))
    .map(({ status, body }) => `a short request was answered with ${status}: ${body}`),
  ...(shed > 0 ? [] : ['no request was rejected during the lag']),
  ...(recovered ? [] : ['the process did not recover from the lag']),
];

const isLoadShed = ({ status, retryAfter }: HttpResult): boolean => status === 503 && retryAfter !== null;

/** Probes the liveness of the process until `done` resolves. */
async function probe(url: string, done: Promise<unknown>): Promise<readonly HttpResult[]> {
  const probes: HttpResult[] = [];
  let isDone = false;
  void done.then(() => {
    isDone = true;
  });
  while (!isDone) {
    probes.push(await sendRequest(url, '/healthz'));
    await pause(probeIntervalMs);
  }
  return probes;
}
