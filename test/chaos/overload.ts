import { setTimeout as pause } from 'node:timers/promises';
import { profile, withDifferences } from '../../app/contract/profiles.ts';
import { judge, questions, startDebates } from './debates.ts';
import { type Lateness, makeLate, recovers } from './lateness.ts';
import { type Answer, ask } from './load.ts';
import { type Options, p50and99, type Report, type Scenario, slowModel } from './scenario.ts';
import type { Site } from './site.ts';

/** Documents may be as large as in production, so that a process is late while it reads one. */
const {
  limits: { documentBytesMax },
  classes: { api },
} = profile('production');
const contract = withDifferences(profile('test'), {
  http: { loopLagMsMax: 100 },
  limits: { documentBytesMax },
  classes: { api: { bodyBytesMax: api.bodyBytesMax } },
});
const { requestsMax } = contract.http;
/** So many times what a process takes on at once. */
const surplus = 6;
const probeEveryMs = 200;
const lateTries = 3;

export const overload: Scenario = {
  says: 'six times the requests that a process takes on at once, held for seconds; then work that makes it late',
  // So long each request is held.
  defaults: { seconds: contract.limits.waitSecondsMax, debates: 2, seed: 1, model: slowModel },
  ...{ webs: 1, workers: 1, contract },
  run: flood,
};

async function flood(site: Site, { debates: count, seconds }: Options): Promise<Report> {
  const { url } = site.balancer;
  const debates = await startDebates(url, questions(count));
  const [id = ''] = debates.ids;
  const flooding = Promise.all(
    Array.from({ length: requestsMax * surplus }, () =>
      ask(url, `/api/v1/debates/${id}/record?wait=${seconds}`),
    ),
  );
  const probing = probe(url, flooding);
  const answers = await flooding;
  const probes = await probing;
  const recovered = await recovers(url);
  let late = await makeLate(url, contract);
  // On a busy machine nobody may ask in the moment in which the process is late.
  for (let more = lateTries; more > 0 && late.shed === 0; more -= 1) late = await makeLate(url, contract);
  const { breaches } = await judge(url, debates);

  const held = answers.filter(({ status }) => status === 202 || status === 200);
  const refused = answers.filter(isRefusal);
  const others = answers.filter((answer) => !held.includes(answer) && !refused.includes(answer));
  return {
    figures: {
      requests: answers.length,
      'answered in full': held.length,
      'answered 503 with Retry-After': refused.length,
      'a refusal took p50 / p99': p50and99(refused.map(({ tookMs }) => tookMs)),
      'liveness took p50 / p99': p50and99(probes.map(({ tookMs }) => tookMs)),
      'short requests beside large uploads': late.short.length,
      'refused because the process was late': late.shed,
    },
    breaches: [
      ...breaches,
      ...others.map(({ status, body }) => `a request was answered ${status}: ${body}`),
      ...(held.length <= requestsMax
        ? []
        : [`${held.length} requests at once, and ${requestsMax} are allowed`]),
      ...(refused.length > 0 ? [] : ['nothing was refused: it was no overload']),
      ...probes.filter(({ status }) => status !== 200).map(({ status }) => `/healthz was answered ${status}`),
      ...(recovered ? [] : ['afterwards requests were still refused']),
      ...breachesOf(late),
    ],
  };
}

/** While it is late a process refuses, saying when to come back; and then no more. */
const breachesOf = ({ uploads, short, shed, recovered }: Lateness): string[] => [
  ...uploads
    .filter((answer) => answer.status !== 422 && !isRefusal(answer))
    .map(({ status, body }) => `an upload was answered ${status}: ${body}`),
  ...short
    .filter((answer) => answer.status !== 200 && !isRefusal(answer))
    .map(({ status, body }) => `a short request was answered ${status}: ${body}`),
  ...(shed > 0 ? [] : ['nothing was refused while the process was late']),
  ...(recovered ? [] : ['the process has not recovered from being late']),
];

const isRefusal = ({ status, retryAfter }: Answer): boolean => status === 503 && retryAfter !== null;

/** Asks whether the process lives, until something is over. */
async function probe(url: string, until: Promise<unknown>): Promise<readonly Answer[]> {
  const probes: Answer[] = [];
  let over = false;
  void until.then(() => {
    over = true;
  });
  while (!over) {
    probes.push(await ask(url, '/healthz'));
    await pause(probeEveryMs);
  }
  return probes;
}
