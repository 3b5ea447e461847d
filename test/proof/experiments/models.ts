import { type ScriptedReply, startModelServer } from '../../support/agents/model-server.ts';
import type { Experiment, Observation } from '../experiment.ts';
import { sendRequest } from '../http-request.ts';
import type { TestBed } from '../test-bed.ts';

interface LogEvent {
  readonly type: string;
  readonly data: { readonly reason?: string };
}

const waitSeconds = 5;

/** Two seats that answer once, and then the judge. */
export const shortDebate = { preset: 'duel', rounds: 0 };

/** Resolves to the events of a debate when it has ended. */
async function runDebate(
  testBed: TestBed,
  env: Readonly<Record<string, string>>,
): Promise<readonly LogEvent[]> {
  const { url } = await testBed.start({ ROSTRUM_ROLE: 'all', ...env });
  const { headers } = testBed;
  const debate = `${url}/api/v1/debates/${await testBed.createDebate(url, shortDebate)}`;
  while ((await sendRequest(`${debate}/record?wait=${waitSeconds}`, { headers })).status === 202);
  const accept = { ...headers, accept: 'application/json' };
  const { events }: { readonly events: readonly LogEvent[] } = JSON.parse(
    (await sendRequest(`${debate}/events`, { headers: accept })).body,
  );
  return events;
}

/** Seats whose model is a server that plays these scenes, call by call. */
async function runWithScenes(
  testBed: TestBed,
  scenes: readonly ScriptedReply[],
): Promise<readonly LogEvent[]> {
  const server = await startModelServer('compatible', scenes);
  testBed.onCleanup(server.close);
  return runDebate(testBed, {
    ROSTRUM_MODEL: 'compatible:test-model',
    OPENAI_COMPATIBLE_URL: `${server.url}/v1`,
  });
}

const silentScene: ScriptedReply = { kind: 'silence', chunks: [] };

/** A model takes the call and never begins: what the log says of it is all that whoever operates this has. */
async function collectFailureReasons(testBed: TestBed): Promise<Observation> {
  const failed = (await runWithScenes(testBed, [silentScene])).filter(({ type }) => type === 'turn.failed');
  const reasons = failed.map(({ data }) => data.reason ?? 'no reason');
  return {
    total: reasons.length,
    failures: reasons.filter((name) => name !== 'first-token-timeout').map((name) => `called ${name}`),
  };
}

/** Of a seat, and of the judge: each reads what is asked of it. */
const replyBlock = {
  ...{ claim: 'Yes.', confidence: 0.9, citations: [], answer: 'Yes.' },
  ...{ consensus: [], contradictions: [], partialCoverage: [], uniqueInsights: [], blindSpots: [] },
};
const replyScene: ScriptedReply = {
  kind: 'reply',
  chunks: ['Yes.\n\n', `\`\`\`json\n${JSON.stringify(replyBlock)}\n\`\`\``],
};

const requireCompletedTurn = (events: readonly LogEvent[]): Observation => ({
  total: 1,
  failures: events.some(({ type }) => type === 'turn.completed') ? [] : ['it ends with nothing said'],
});

/** The first call of each of the two seats takes as long as one may; the second is answered. */
const runSlowFirstCalls = async (testBed: TestBed) =>
  requireCompletedTurn(await runWithScenes(testBed, [silentScene, silentScene, replyScene]));

/** A panel that answers in half a second. */
const runFastPanel = async (testBed: TestBed) => requireCompletedTurn(await runDebate(testBed, {}));

/** A call is not made again within an attempt, so that there is one deadline for each; and nobody waits for a place. */
const singleCall = { retriesMax: 0, callsPerProviderMax: { compatible: 8 } };

export const modelExperiments: readonly Experiment[] = [
  {
    id: 'agent-deadlines-nest',
    predictedFailure: 'failures that name another deadline than the one that was set for them',
    platform: 'imitation',
    failurePattern: /^called total-timeout$/,
    commonOverrides: { agents: { ...singleCall, firstTokenMs: 1500, idleMs: 1500 } },
    mutate: () => ({ agents: { totalMs: 1000 } }),
    run: collectFailureReasons,
  },
  {
    id: 'turn-within-debate',
    predictedFailure: 'a debate that ends with nothing said because its models were slow once',
    platform: 'imitation',
    failurePattern: /^it ends with nothing said$/,
    commonOverrides: {
      agents: { ...singleCall, firstTokenMs: 4500, totalMs: 5000 },
      limits: { decisionSecondsReserve: 1 },
    },
    mutate: () => ({ limits: { deadlineSecondsDefault: 3 } }),
    run: runSlowFirstCalls,
  },
  {
    id: 'decision-within-deadline',
    predictedFailure: 'a debate that goes to the decision before anything was said',
    failurePattern: /^it ends with nothing said$/,
    // What is kept may be no more than a share of the deadline, which would hide this number.
    commonOverrides: { limits: { decisionShareMax: 10 } },
    model: 'rehearsal?tps=0&ttftMs=500',
    mutate: ({ limits }) => ({ limits: { decisionSecondsReserve: limits.deadlineSecondsDefault * 2 } }),
    run: runFastPanel,
  },
];
