import { type Scene, startModelServer } from '../../support/model-server.ts';
import { ask } from '../asking.ts';
import type { Row, Seen } from '../row.ts';
import type { Stage } from '../stage.ts';

interface Said {
  readonly type: string;
  readonly data: { readonly reason?: string };
}

const waitSeconds = 5;

/** Two seats that answer once, and then the judge. */
export const short = { preset: 'duel', rounds: 0 };

/** Resolves to the events of a debate when it has ended. */
async function eventsOf(stage: Stage, env: Readonly<Record<string, string>>): Promise<readonly Said[]> {
  const { url } = await stage.start({ ROSTRUM_ROLE: 'all', ...env });
  const { headers } = stage;
  const debate = `${url}/api/v1/debates/${await stage.debate(url, short)}`;
  while ((await ask(`${debate}/record?wait=${waitSeconds}`, { headers })).status === 202);
  const accept = { ...headers, accept: 'application/json' };
  const { events }: { readonly events: readonly Said[] } = JSON.parse(
    (await ask(`${debate}/events`, { headers: accept })).body,
  );
  return events;
}

/** Seats whose model is a server that plays these scenes, call by call. */
async function heardFrom(stage: Stage, scenes: readonly Scene[]): Promise<readonly Said[]> {
  const server = await startModelServer('compatible', scenes);
  stage.after(server.close);
  return eventsOf(stage, {
    ROSTRUM_MODEL: 'compatible:test-model',
    OPENAI_COMPATIBLE_URL: `${server.url}/v1`,
  });
}

const neverBegins: Scene = { kind: 'silence', pieces: [] };

/** A model takes the call and never begins: what the log says of it is all that whoever operates this has. */
async function namedAs(stage: Stage): Promise<Seen> {
  const failed = (await heardFrom(stage, [neverBegins])).filter(({ type }) => type === 'turn.failed');
  const names = failed.map(({ data }) => data.reason ?? 'no reason');
  return {
    of: names.length,
    failures: names.filter((name) => name !== 'first-token-timeout').map((name) => `called ${name}`),
  };
}

/** Of a seat, and of the judge: each reads what is asked of it. */
const block = {
  ...{ claim: 'Yes.', confidence: 0.9, citations: [], answer: 'Yes.' },
  ...{ consensus: [], contradictions: [], partialCoverage: [], uniqueInsights: [], blindSpots: [] },
};
const answers: Scene = {
  kind: 'reply',
  pieces: ['Yes.\n\n', `\`\`\`json\n${JSON.stringify(block)}\n\`\`\``],
};

const silentFor = (events: readonly Said[]): Seen => ({
  of: 1,
  failures: events.some(({ type }) => type === 'turn.completed') ? [] : ['it ends with nothing said'],
});

/** The first call of each of the two seats takes as long as one may; the second is answered. */
const slowAtFirst = async (stage: Stage) =>
  silentFor(await heardFrom(stage, [neverBegins, neverBegins, answers]));

/** A panel that answers in half a second. */
const quick = async (stage: Stage) => silentFor(await eventsOf(stage, {}));

/** A call is not made again within an attempt, so that there is one deadline for each; and nobody waits for a place. */
const oneCall = { retriesMax: 0, callsPerProviderMax: { compatible: 8 } };

export const modelRows: readonly Row[] = [
  {
    id: 'agent-deadlines-nest',
    predicts: 'failures that name another deadline than the one that was set for them',
    shownBy: 'imitation',
    expected: /^called total-timeout$/,
    both: { agents: { ...oneCall, firstTokenMs: 1500, idleMs: 1500 } },
    breaks: () => ({ agents: { totalMs: 1000 } }),
    run: namedAs,
  },
  {
    id: 'turn-within-debate',
    predicts: 'a debate that ends with nothing said because its models were slow once',
    shownBy: 'imitation',
    expected: /^it ends with nothing said$/,
    both: {
      agents: { ...oneCall, firstTokenMs: 4500, totalMs: 5000 },
      limits: { decideSecondsReserve: 1 },
    },
    breaks: () => ({ limits: { deadlineSecondsDefault: 3 } }),
    run: slowAtFirst,
  },
  {
    id: 'decision-within-deadline',
    predicts: 'a debate that goes to the decision before anything was said',
    expected: /^it ends with nothing said$/,
    // What is kept may be no more than a share of the deadline, which would hide this number.
    both: { limits: { decideShareMax: 10 } },
    model: 'rehearsal?tps=0&ttftMs=500',
    breaks: ({ limits }) => ({ limits: { decideSecondsReserve: limits.deadlineSecondsDefault * 2 } }),
    run: quick,
  },
];
