import type { DebateEvent, Outcome } from '../../app/debate/events.ts';
import { type Envelope, envelope, type Frame } from '../../app/debate/frames.ts';
import { presets, seatJudge, seatPanel } from '../../app/debate/presets.ts';
import { recordOf } from '../../app/debate/record.ts';
import type { SignedRecord } from '../../app/debate/signature.ts';
import { createSigner } from '../../app/http/signing.ts';
import { free, given, position, settings, stored } from './debate.ts';
import { type Answer, json } from './scripted-server.ts';

/** A whole debate as its readers meet it. */
export interface WorkedDebate {
  readonly id: string;
  readonly events: readonly Envelope[];
  readonly record: SignedRecord;
}

export const testSigner = createSigner('a secret of more than thirty-two characters');

const E1 = { id: 'E1', name: 'load-test.md', mediaType: 'text/markdown', characters: 1200, hash: 'e1' };
const E2 = { id: 'E2', name: 'memo.html', mediaType: 'text/html', characters: 300, hash: 'e2' };
const found = { evidence: 'E1', quote: 'Throughput fell by 40 %', found: true };
const invented = { evidence: 'E2', quote: 'everybody agreed to it', found: false };

/** An escape sequence that clears the screen, in the words of a model. */
export const hostile = 'Beware\x1b[2J of \u202ethis.';

/** An open question: three agents, one failed attempt, one flip, one dissenter, a judge. Ends at `debate.decided`. */
export function openDebate(id = 'd1'): WorkedDebate {
  const { course, say } = debate({ evidence: [E1, E2] });
  course.start();
  say('r0.propose.a1', {
    phase: 'propose',
    position: position('Split the payments part first.', { citations: [found] }),
  });
  course.fail('r0.propose.a2');
  say('r0.propose.a3', {
    phase: 'propose',
    position: position('Change nothing yet.', { citations: [invented] }),
  });
  course.start();
  say(
    'r0.propose.a2',
    { phase: 'propose', position: position('Keep it whole.') },
    2,
    `# Why\n\n- **cost**\n- ${hostile}`,
  );
  round(course.start, say, 1, false);
  round(course.start, say, 2, true);
  course.start();
  say('r2.decide.j1', {
    phase: 'decide',
    matrix: {
      consensus: ['Deployments must get safer.'],
      contradictions: ['When to begin.'],
      partialCoverage: [],
      uniqueInsights: ['Chunks can be restarted.'],
      blindSpots: ['Nobody asked the sellers.'],
    },
    answer: 'Split the **payments** part first.\n\n1. Measure.\n2. Cut.',
    citations: [found],
  });
  return worked(id, course.log);
}

/** A closed question with two options, which the vote decides. */
export function closedDebate(id = 'd2'): WorkedDebate {
  const { course, say } = debate({ options: ['yes', 'no'] });
  course.start();
  for (const [agent, choice] of [
    ['a1', 'yes'],
    ['a2', 'yes'],
    ['a3', 'yes'],
  ] as const)
    say(`r0.propose.${agent}`, { phase: 'propose', position: position(`I say ${choice}.`, { choice }) });
  return worked(id, course.log);
}

/** Cancelled while its first turns ran: there is no decision. */
export function cancelledDebate(id = 'd3'): WorkedDebate {
  const { course, say } = debate({});
  course.start();
  say('r0.propose.a1', { phase: 'propose', position: position('Split it.') });
  course.when({ type: 'cancel', by: 'a person' });
  return worked(id, course.log);
}

function debate(changes: Parameters<typeof settings>[0]) {
  const panel = seatPanel(presets.standard, undefined, 'rehearsal?seed=1');
  const course = given(settings({ ...changes, panel, judge: seatJudge('rehearsal?seed=1') }));
  const say = (turn: string, outcome: Outcome, attempt = 1, text = `Prose of ${turn}, with *some* weight.`) =>
    course.when({
      type: 'complete',
      turn,
      attempt,
      text: `${text}\n\n\`\`\`json\n{}\n\`\`\``,
      outcome,
      usage: free,
      costUsd: 0.0025,
    });
  return { course, say };
}

type Say = ReturnType<typeof debate>['say'];

/** Everybody objects to a2; a3 comes over in the first round, and the others see it in the last. */
function round(start: () => unknown, say: Say, number: number, last: boolean): void {
  const stances = (agent: string) =>
    ['a1', 'a2', 'a3']
      .filter((peer) => peer !== agent)
      .map((peer) => {
        const agrees = last && peer !== 'a2' && agent !== 'a2';
        return { agent: peer, agrees, point: agrees ? 'Sound.' : `What ${peer} says is not shown.` };
      });
  start();
  for (const agent of ['a1', 'a2', 'a3'])
    say(`r${number}.critique.${agent}`, { phase: 'critique', stances: stances(agent) });
  start();
  const claims = { a1: 'Split the payments part first.', a2: 'Keep it whole.', a3: 'Split, but slowly.' };
  for (const [agent, claim] of Object.entries(claims)) {
    const flips = !last && agent === 'a3';
    const held = flips
      ? position(claim, {
          changed: true,
          changedBecause: 'E1 shows the loss.',
          citations: [found],
        })
      : position(claim);
    say(`r${number}.revise.${agent}`, { phase: 'revise', position: held, stances: stances(agent) });
  }
}

function worked(id: string, log: readonly DebateEvent[]): WorkedDebate {
  const whole = stored(log, id);
  const record = recordOf(whole);
  if (!record) throw new Error(`the debate has not ended: ${log.at(-1)?.type}`);
  return { id, events: whole.map(envelope), record: testSigner.sign(record) };
}

/** Serves frames as an event stream from where the request says, then ends it, or (`stay`) leaves it open. */
export const eventStream =
  (frames: readonly Frame[], { stay = false }: { readonly stay?: boolean } = {}): Answer =>
  (response, { url }) => {
    const after = Number(new URLSearchParams(url.split('?')[1]).get('after') ?? 0);
    const seq = frames.findLast((frame) => 'seq' in frame)?.seq ?? 0;
    const debate = frames[0]?.debate ?? '';
    const first = { type: 'subscribed', debate, how: 'resumed', seq, heartbeatMs: 30_000, retryMs: 1 };
    const rest = frames.filter((frame) => !('seq' in frame) || frame.seq > after);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const frame of [first, ...rest])
      response.write(`event: ${frame.type}\ndata: ${JSON.stringify(frame)}\n\n`);
    if (!stay) response.end();
  };

/** What a server answers of a debate that has ended. */
export const scriptOf = ({ id, events, record }: WorkedDebate): Readonly<Record<string, Answer>> => ({
  'POST /api/v1/debates': json(
    202,
    { id, url: `/api/v1/debates/${id}` },
    { location: `/api/v1/debates/${id}` },
  ),
  [`GET /api/v1/debates/${id}`]: json(200, { id }),
  [`GET /api/v1/debates/${id}/events`]: eventStream(events),
  [`GET /api/v1/debates/${id}/record`]: json(200, record),
});
