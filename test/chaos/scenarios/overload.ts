import { setTimeout as pause } from 'node:timers/promises';
import { applyOverrides, profile } from '../../../app/contract/profiles.ts';
import type { Cluster } from '../cluster.ts';
import { checkHistories, createQuestions, startDebates } from '../debates.ts';
import { type OverloadReport, overloadEventLoop, waitForRecovery } from '../faults/event-loop-overload.ts';
import { type HttpResult, sendRequest } from '../load.ts';
import { formatP50P99, type Report, type Scenario, type ScenarioOptions, slowModel } from '../scenario.ts';

/** Documents may be as large as in production, so that a process is late while it reads one. */
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
/** So many times what a process takes on at once. */
const overloadFactor = 6;
const probeIntervalMs = 200;
const lagAttempts = 3;

export const overload: Scenario = {
  description:
    'six times the requests that a process takes on at once, held for seconds; then work that makes it late',
  // So long each request is held.
  defaults: { seconds: contract.limits.waitSecondsMax, debates: 2, seed: 1, model: slowModel },
  ...{ webs: 1, workers: 1, contract },
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
  // On a busy machine nobody may ask in the moment in which the process is late.
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
      'a refusal took p50 / p99': formatP50P99(refused.map(({ durationMs }) => durationMs)),
      'liveness took p50 / p99': formatP50P99(probes.map(({ durationMs }) => durationMs)),
      'short requests beside large uploads': lag.shortRequests.length,
      'refused because the process was late': lag.shed,
    },
    violations: [
      ...violations,
      ...unexpected.map(({ status, body }) => `a request was answered ${status}: ${body}`),
      ...(served.length <= requestsMax
        ? []
        : [`${served.length} requests at once, and ${requestsMax} are allowed`]),
      ...(refused.length > 0 ? [] : ['nothing was refused: it was no overload']),
      ...probes.filter(({ status }) => status !== 200).map(({ status }) => `/healthz was answered ${status}`),
      ...(recovered ? [] : ['afterwards requests were still refused']),
      ...overloadViolations(lag),
    ],
  };
}

/** While it is late a process refuses, saying when to come back; and then no more. */
const overloadViolations = ({ uploads, shortRequests, shed, recovered }: OverloadReport): string[] => [
  ...uploads
    .filter((answer) => answer.status !== 422 && !isLoadShed(answer))
    .map(({ status, body }) => `an upload was answered ${status}: ${body}`),
  ...shortRequests
    .filter((answer) => answer.status !== 200 && !isLoadShed(answer))
    .map(({ status, body }) => `a short request was answered ${status}: ${body}`),
  ...(shed > 0 ? [] : ['nothing was refused while the process was late']),
  ...(recovered ? [] : ['the process has not recovered from being late']),
];

const isLoadShed = ({ status, retryAfter }: HttpResult): boolean => status === 503 && retryAfter !== null;

/** Asks whether the process lives, until something is over. */
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
