import { type ScriptedReply, startModelServer } from '../../support/agents/model-server.ts';
import type { Experiment, Observation } from '../experiment.ts';
import { sendRequest } from '../http-request.ts';
import type { TestBed } from '../test-bed.ts';

interface LogEvent {
  readonly type: string;
  readonly data: { readonly reason?: string };
}

const waitSeconds = 5;

/** Two seats with one answer each, and the judge. */
export const shortDebate = { preset: 'duel', rounds: 0 };

/** Resolves with the events of a debate when it has ended. */
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

/** Seats whose model is a server with a scripted reply for each call. */
async function runWithScenes(
  testBed: TestBed,
  scenes: readonly ScriptedReply[],
  model = 'test-model',
): Promise<readonly LogEvent[]> {
  const server = await startModelServer('compatible', scenes);
  testBed.onCleanup(server.close);
  return runDebate(testBed, {
    ROSTRUM_MODEL: `compatible:${model}`,
    OPENAI_COMPATIBLE_URL: `${server.url}/v1`,
  });
}

const silentScene: ScriptedReply = { kind: 'silence', chunks: [] };

/** The model accepts the call and never answers; the log is all that an operator has. */
const collectFailureReasons =
  (model: string) =>
  async (testBed: TestBed): Promise<Observation> => {
    const events = await runWithScenes(testBed, [silentScene], model);
    const failed = events.filter(({ type }) => type === 'turn.failed');
    const reasons = failed.map(({ data }) => data.reason ?? 'no reason');
    return {
      total: reasons.length,
      failures: reasons.filter((name) => name !== 'first-token-timeout').map((name) => `called ${name}`),
    };
  };

/** Valid for a seat and for the judge. */
const replyBlock = {
  claim: 'Yes.',
  confidence: 0.9,
  citations: [],
  answer: 'Yes.',
  consensus: [],
  contradictions: [],
  partialCoverage: [],
  uniqueInsights: [],
  blindSpots: [],
};
const replyScene: ScriptedReply = {
  kind: 'reply',
  chunks: ['Yes.\n\n', `\`\`\`json\n${JSON.stringify(replyBlock)}\n\`\`\``],
};

const requireCompletedTurn = (events: readonly LogEvent[]): Observation => ({
  total: 1,
  failures: events.some(({ type }) => type === 'turn.completed') ? [] : ['the debate ends without a turn'],
});

/** The first call of each of the two seats times out; the second is answered. */
const runSlowFirstCalls = (model: string) => async (testBed: TestBed) =>
  requireCompletedTurn(await runWithScenes(testBed, [silentScene, silentScene, replyScene], model));

const plainModel = 'test-model';
const thinkingModel = 'test-thinking-model';

/** A panel that answers in half a second. */
const runFastPanel = async (testBed: TestBed) => requireCompletedTurn(await runDebate(testBed, {}));

/** One call per attempt, so that each attempt has one deadline, and no waiting for a slot. */
const singleCall = { retriesMax: 0, callsPerProviderMax: { compatible: 8 } };

export const modelExperiments: readonly Experiment[] = [
  {
    id: 'agent-deadlines-nest',
    predictedFailure: 'failures name another deadline than the one that expired',
    platform: 'imitation',
    failurePattern: /^called total-timeout$/,
    commonOverrides: { agents: { ...singleCall, firstTokenMs: 1500, idleMs: 1500 } },
    mutate: () => ({ agents: { totalMs: 1000 } }),
    run: collectFailureReasons(plainModel),
  },
  {
    id: 'thinking-deadlines-nest',
    predictedFailure: 'failures of models that think name another deadline than the one that expired',
    platform: 'imitation',
    failurePattern: /^called total-timeout$/,
    commonOverrides: { agents: { ...singleCall, thinking: { firstTokenMs: 1500 } } },
    mutate: () => ({ agents: { thinking: { totalMs: 1000 } } }),
    run: collectFailureReasons(thinkingModel),
  },
  {
    id: 'turn-within-debate',
    predictedFailure: 'a debate ends without a turn because its models were slow once',
    platform: 'imitation',
    failurePattern: /^the debate ends without a turn$/,
    commonOverrides: {
      agents: { ...singleCall, firstTokenMs: 4500, totalMs: 5000 },
      limits: { decisionSecondsReserve: 1, thinking: { decisionSecondsReserve: 1 } },
    },
    mutate: () => ({ limits: { deadlineSecondsDefault: 3 } }),
    run: runSlowFirstCalls(plainModel),
  },
  {
    id: 'thinking-turn-within-debate',
    predictedFailure: 'a debate ends without a turn because its models thought for long once',
    platform: 'imitation',
    failurePattern: /^the debate ends without a turn$/,
    commonOverrides: {
      agents: { ...singleCall, thinking: { firstTokenMs: 4500, totalMs: 5000 } },
      limits: { decisionSecondsReserve: 1, thinking: { decisionSecondsReserve: 1 } },
    },
    mutate: () => ({ limits: { thinking: { deadlineSecondsDefault: 3 } } }),
    run: runSlowFirstCalls(thinkingModel),
  },
  {
    id: 'decision-within-deadline',
    predictedFailure: 'a debate moves to the decision before any turn',
    failurePattern: /^the debate ends without a turn$/,
    // The reserve is capped at a share of the deadline, which would hide this number.
    commonOverrides: { limits: { decisionShareMax: 10 } },
    model: 'rehearsal?tps=0&ttftMs=500',
    mutate: ({ limits }) => ({ limits: { decisionSecondsReserve: limits.deadlineSecondsDefault * 2 } }),
    run: runFastPanel,
  },
];
