import { setTimeout as pause } from 'node:timers/promises';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import type { Cluster } from '../cluster.ts';
import { checkHistories, createQuestions, startDebates } from '../debates.ts';
import { type OverloadReport, overloadEventLoop, waitForRecovery } from '../faults/event-loop-overload.ts';
import { type HttpResult, sendRequest } from '../load.ts';
import { formatP50P99, type Report, type Scenario, type ScenarioOptions, slowModel } from '../scenario.ts';

/** Documents as large as in production, so that the event loop lags while a process reads one. */
const {
  limits: { documentBytesMax },
  classes: { api },
} = profile('production');
const contract = applyOverrides(profile('test'), {
  http: { eventLoopLagMsMax: 100 },
  limits: { documentBytesMax },
  classes: { api: { bodyBytesMax: api.bodyBytesMax } },
});
const { requestsMax } = contract.http;
/** Multiple of the concurrent requests of a process. */
const overloadFactor = 6;
const probeIntervalMs = 200;
const lagAttempts = 3;

export const overload: Scenario = {
  description:
    'six times the concurrent requests of a process, held for seconds; then work that makes its event loop lag',
  // The duration of each request.
  defaults: { seconds: contract.limits.waitSecondsMax, debates: 2, seed: 1, model: slowModel },
  webs: 1,
  workers: 1,
  contract,
  run: flood,
};

async function flood(cluster: Cluster, { debates: count, seconds }: ScenarioOptions): Promise<Report> {
  const { url } = cluster.balancer;
  const debates = await startDebates(url, createQuestions(count));
  const [id = ''] = debates.ids;
  const flooding = Promise.all(
    Array.from({ length: requestsMax * overloadFactor }, () =>
      sendRequest(url, `/api/v1/debates/${id}/record?wait=${seconds}`),
    ),
  );
  const probing = probe(url, flooding);
  const answers = await flooding;
  const probes = await probing;
  const recovered = await waitForRecovery(url);
  let lag = await overloadEventLoop(url, contract);
  // On a busy machine no request may arrive during the lag.
  for (let attemptsLeft = lagAttempts; attemptsLeft > 0 && lag.shed === 0; attemptsLeft -= 1)
    lag = await overloadEventLoop(url, contract);
  const { violations } = await checkHistories(url, debates);

  const served = answers.filter(({ status }) => status === 202 || status === 200);
  const refused = answers.filter(isLoadShed);
  const unexpected = answers.filter((answer) => !served.includes(answer) && !refused.includes(answer));
  return {
    figures: {
      requests: answers.length,
      'answered in full': served.length,
      'answered 503 with Retry-After': refused.length,
      'rejection p50 / p99': formatP50P99(refused.map(({ durationMs }) => durationMs)),
      'liveness p50 / p99': formatP50P99(probes.map(({ durationMs }) => durationMs)),
      'short requests during large uploads': lag.shortRequests.length,
      'rejected because of event-loop lag': lag.shed,
    },
    violations: [
      ...violations,
      ...unexpected.map(({ status, body }) => `a request was answered with ${status}: ${body}`),
      ...(served.length <= requestsMax
        ? []
        : [`${served.length} concurrent requests, allowed: ${requestsMax}`]),
      ...(refused.length > 0 ? [] : ['no request was rejected: no overload']),
      ...probes
        .filter(({ status }) => status !== 200)
        .map(({ status }) => `/healthz was answered with ${status}`),
      ...(recovered ? [] : ['requests were still rejected afterwards']),
      ...overloadViolations(lag),
    ],
  };
}

/** A lagging process must reject requests with Retry-After, and stop doing so afterwards. */
const overloadViolations = ({ uploads, shortRequests, shed, recovered }: OverloadReport): string[] => [
  ...uploads
    .filter((answer) => answer.status !== 422 && !isLoadShed(answer))
    .map(({ status, body }) => `an upload was answered with ${status}: ${body}`),
  ...shortRequests
    .filter((answer) => answer.status !== 200 && !isLoadShed(answer))
    .map(({ status, body }) => `a short request was answered with ${status}: ${body}`),
  ...(shed > 0 ? [] : ['no request was rejected during the lag']),
  ...(recovered ? [] : ['the process did not recover from the lag']),
];

const isLoadShed = ({ status, retryAfter }: HttpResult): boolean => status === 503 && retryAfter !== null;

/** Probes the liveness of the process until `done`. */
async function probe(url: string, until: Promise<unknown>): Promise<readonly HttpResult[]> {
  const probes: HttpResult[] = [];
  let isDone = false;
  void until.then(() => {
    isDone = true;
  });
  while (!isDone) {
    probes.push(await sendRequest(url, '/healthz'));
    await pause(probeIntervalMs);
  }
  return probes;
}
