import type { DebateEvent, TurnOutcome } from '../../../app/debate/core/events.ts';
import { type Envelope, type Frame, toEnvelope } from '../../../app/debate/core/frames.ts';
import { createJudgeSeat, createPanel, presets } from '../../../app/debate/core/presets.ts';
import { buildRecord } from '../../../app/debate/record/decision-record.ts';
import type { SignedRecord } from '../../../app/debate/record/signature.ts';
import { createSigner } from '../../../app/http/records/signer.ts';
import { jsonAnswer, type ScriptedAnswer } from '../http/scripted-server.ts';
import { createDebateDriver, position, settings, tokenUsage, toStoredEvents } from './debate-driver.ts';

/** A whole debate as its readers meet it. */
export interface SampleDebate {
  readonly id: string;
  readonly events: readonly Envelope[];
  readonly record: SignedRecord;
}

export const testSigner = createSigner('a secret of more than thirty-two characters');

const E1 = { id: 'E1', name: 'load-test.md', mediaType: 'text/markdown', characters: 1200, hash: 'e1' };
const E2 = { id: 'E2', name: 'memo.html', mediaType: 'text/html', characters: 300, hash: 'e2' };
const foundCitation = { evidence: 'E1', quote: 'Throughput fell by 40 %', found: true };
const inventedCitation = { evidence: 'E2', quote: 'all teams agreed to it', found: false };

/** An escape sequence that clears the screen, in the words of a model. */
export const hostileText = 'Beware\x1b[2J of \u202ethis.';

/** An open question: three agents, one failed attempt, one flip, one dissenter, a judge. Ends at `debate.decided`. */
export function openQuestionDebate(id = 'd1'): SampleDebate {
  const { course: driver, say: complete } = createSampleDriver({ evidence: [E1, E2] });
  driver.startDueTurns();
  complete('r0.propose.a1', {
    phase: 'propose',
    position: position('Split the payments part first.', { citations: [foundCitation] }),
  });
  driver.fail('r0.propose.a2');
  complete('r0.propose.a3', {
    phase: 'propose',
    position: position('Change nothing yet.', { citations: [inventedCitation] }),
  });
  driver.startDueTurns();
  complete(
    'r0.propose.a2',
    { phase: 'propose', position: position('Keep it whole.') },
    2,
    `# Why\n\n- **cost**\n- ${hostileText}`,
  );
  runRound(driver.startDueTurns, complete, 1, false);
  runRound(driver.startDueTurns, complete, 2, true);
  driver.startDueTurns();
  complete('r2.decide.j1', {
    phase: 'decide',
    matrix: {
      consensus: ['Deployments must get safer.'],
      contradictions: ['When to begin.'],
      partialCoverage: [],
      uniqueInsights: ['Chunks can be restarted.'],
      blindSpots: ['The sellers were not asked.'],
    },
    answer: 'Split the **payments** part first.\n\n1. Measure.\n2. Cut.',
    citations: [foundCitation],
  });
  return toSampleDebate(id, driver.log);
}

/** A closed question with two options, which the vote decides and the judge explains. */
export function closedQuestionDebate(id = 'd2'): SampleDebate {
  const { course: driver, say: complete } = createSampleDriver({ options: ['yes', 'no'] });
  driver.startDueTurns();
  for (const [agent, choice] of [
    ['a1', 'yes'],
    ['a2', 'yes'],
    ['a3', 'yes'],
  ] as const)
    complete(`r0.propose.${agent}`, { phase: 'propose', position: position(`I say ${choice}.`, { choice }) });
  driver.startDueTurns();
  complete('r0.decide.j1', {
    phase: 'decide',
    matrix: {
      consensus: ['All say yes.'],
      contradictions: [],
      partialCoverage: [],
      uniqueInsights: [],
      blindSpots: [],
    },
    answer: 'The panel is of one mind.',
    citations: [],
  });
  return toSampleDebate(id, driver.log);
}

/** Cancelled while its first turns ran: there is no decision. */
export function cancelledDebate(id = 'd3'): SampleDebate {
  const { course: driver, say: complete } = createSampleDriver({});
  driver.startDueTurns();
  complete('r0.propose.a1', { phase: 'propose', position: position('Split it.') });
  driver.execute({ type: 'cancel', by: 'a person' });
  return toSampleDebate(id, driver.log);
}

/** No agent answers, for one reason. */
export function failedDebate(id = 'd4'): SampleDebate {
  const { course: driver } = createSampleDriver({ attemptsMax: 1 });
  driver.startDueTurns();
  for (const agent of ['a1', 'a2', 'a3']) driver.fail(`r0.propose.${agent}`, 1, 'refused');
  return toSampleDebate(id, driver.log);
}

function createSampleDriver(changes: Parameters<typeof settings>[0]) {
  const panel = createPanel(presets.standard, undefined, 'rehearsal?seed=1');
  const driver = createDebateDriver(
    settings({ ...changes, panel, judge: createJudgeSeat(undefined, 'rehearsal?seed=1') }),
  );
  const complete = (
    turn: string,
    outcome: TurnOutcome,
    attempt = 1,
    text = `Prose of ${turn}, with *some* weight.`,
  ) =>
    driver.execute({
      type: 'complete',
      turn,
      attempt,
      text: `${text}\n\n\`\`\`json\n{}\n\`\`\``,
      outcome,
      usage: tokenUsage,
      costUsd: 0.0025,
    });
  return { course: driver, say: complete };
}

type Complete = ReturnType<typeof createSampleDriver>['say'];

/** All agents object to a2; a3 agrees with it in the first round, the others in the last. */
function runRound(start: () => unknown, complete: Complete, round: number, isLast: boolean): void {
  const stances = (agent: string) =>
    ['a1', 'a2', 'a3']
      .filter((peer) => peer !== agent)
      .map((peer) => {
        const agrees = isLast && peer !== 'a2' && agent !== 'a2';
        return { agent: peer, agrees, point: agrees ? 'Sound.' : `What ${peer} says is not shown.` };
      });
  start();
  for (const agent of ['a1', 'a2', 'a3'])
    complete(`r${round}.critique.${agent}`, { phase: 'critique', stances: stances(agent) });
  start();
  const claims = { a1: 'Split the payments part first.', a2: 'Keep it whole.', a3: 'Split, but slowly.' };
  for (const [agent, claim] of Object.entries(claims)) {
    const changesPosition = !isLast && agent === 'a3';
    const held = changesPosition
      ? position(claim, {
          changed: true,
          changedBecause: 'E1 shows the loss.',
          citations: [foundCitation],
        })
      : position(claim);
    complete(`r${round}.revise.${agent}`, { phase: 'revise', position: held, stances: stances(agent) });
  }
}

function toSampleDebate(id: string, log: readonly DebateEvent[]): SampleDebate {
  const events = toStoredEvents(log, id);
  const record = buildRecord(events);
  if (!record) throw new Error(`the debate has not ended: ${log.at(-1)?.type}`);
  return { id, events: events.map(toEnvelope), record: testSigner.sign(record) };
}

/**
 * Serves the frames after the cursor: as an event stream, which `stay` keeps open, or as a page to a client that
 * accepts JSON.
 */
export const serveEventStream =
  (frames: readonly Frame[], { stay: keepOpen = false }: { readonly stay?: boolean } = {}): ScriptedAnswer =>
  (response, { url, headers }) => {
    const after = Number(new URLSearchParams(url.split('?')[1]).get('after') ?? 0);
    const seq = frames.findLast((frame) => 'seq' in frame)?.seq ?? 0;
    const debate = frames[0]?.debate ?? '';
    const first = { type: 'subscribed', debate, how: 'resumed', seq, heartbeatMs: 30_000, retryMs: 1 };
    const rest = frames.filter((frame) => !('seq' in frame) || frame.seq > after);
    if (headers.accept === 'application/json') {
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end(JSON.stringify({ events: rest, next: null }));
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const frame of [first, ...rest])
      response.write(`event: ${frame.type}\ndata: ${JSON.stringify(frame)}\n\n`);
    if (!keepOpen) response.end();
  };

/** The scripted answers of a server for an ended debate. */
export const scriptFor = ({
  id,
  events,
  record,
}: SampleDebate): Readonly<Record<string, ScriptedAnswer>> => ({
  'POST /api/v1/debates': jsonAnswer(
    202,
    { id, url: `/api/v1/debates/${id}`, warnings: [] },
    { location: `/api/v1/debates/${id}` },
  ),
  [`GET /api/v1/debates/${id}`]: jsonAnswer(200, { id }),
  [`GET /api/v1/debates/${id}/events`]: serveEventStream(events),
  [`GET /api/v1/debates/${id}/record`]: jsonAnswer(200, record),
});
