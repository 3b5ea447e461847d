import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { ApiError, createClient, ServerUnreachable } from '../../app/client/client.ts';
import { profile } from '../../app/contract/profiles.ts';
import { isLast } from '../../app/debate/events.ts';
import type { Envelope } from '../../app/debate/frames.ts';
import type { NewDebateBody } from '../../app/debate/resources.ts';
import { type DebateView, viewOf } from '../../app/debate/view.ts';
import { type Transport, type Viewer, watch } from './audience.ts';
import { breachesOf, type Rule, viewerBreaches } from './history.ts';

/** Beyond this a debate that has not ended counts as one that never will. */
const patienceMs = 90_000;
const retryMs = 100;

/** Debates that run, and those who watch them. */
export interface Debates {
  readonly ids: readonly string[];
  readonly viewers: readonly Viewer[];
  /** Resolves when all viewers have seen the end of theirs, or patience is at its end. */
  readonly ended: Promise<void>;
}

/** Viewers of all debates together, half of them over either transport; and the time over which debates are started. */
interface Start {
  readonly viewers?: number;
  readonly withinMs?: number;
}

/** Puts questions over HTTP, and watches what comes of them. */
export async function startDebates(
  url: string,
  bodies: readonly NewDebateBody[],
  { viewers = 2 * bodies.length, withinMs = 0 }: Start = {},
): Promise<Debates> {
  const over = AbortSignal.timeout(patienceMs + withinMs);
  const all = Array.from({ length: viewers }, (_, viewer) => transportOf(viewer, bodies.length));
  const started = await Promise.all(
    bodies.map(async (body, index) => {
      await pause((withinMs * index) / bodies.length);
      const id = await create(url, body);
      const transports = all.filter((_, viewer) => viewer % bodies.length === index);
      return { id, watching: transports.map((transport) => watch(url, id, transport, over)) };
    }),
  );
  const watching = started.flatMap((debate) => debate.watching);
  const ended = Promise.all(watching.map(({ watched }) => watched)).then(() => {});
  // Looked at when the disturbance is over.
  ended.catch(() => {});
  return { ids: started.map(({ id }) => id), viewers: watching.map(({ viewer }) => viewer), ended };
}

/** Viewers go from debate to debate; with each round they take the other transport. */
const transportOf = (viewer: number, debates: number): Transport =>
  ((viewer % debates) + Math.floor(viewer / debates)) % 2 === 0 ? 'sse' : 'socket';

export const questions = (count: number): NewDebateBody[] =>
  Array.from({ length: count }, (_, index) => ({
    question: `Should the depot of line ${index + 1} be moved?`,
    rounds: 1,
  }));

/** Puts one question, again until it is answered: the key makes it one debate. */
function create(url: string, body: NewDebateBody): Promise<string> {
  const idempotencyKey = crypto.randomUUID();
  return patiently(async () => (await createClient({ baseUrl: url }).create(body, { idempotencyKey })).id);
}

/** Tries again while nothing answers, or what answers asks to come back. */
export async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  const until = Date.now() + patienceMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const passes =
        error instanceof ServerUnreachable || (error instanceof ApiError && error.status === 503);
      if (!passes || Date.now() > until) throw error;
      await pause(retryMs);
    }
  }
}

/** The whole log of a debate, over HTTP. */
export async function logOf(url: string, id: string): Promise<readonly Envelope[]> {
  const client = createClient({ baseUrl: url });
  const limit = profile('test').limits.eventsPageMax;
  const log: Envelope[] = [];
  for (;;) {
    const { events } = await patiently(() => client.events(id, { after: log.length, limit }));
    log.push(...events);
    if (events.length < limit || log.some(isLast)) return log;
  }
}

export interface Judged {
  readonly logs: ReadonlyMap<string, readonly Envelope[]>;
  /** Of the logs. */
  readonly broken: readonly Rule[];
  /** Viewers whose fold is that of the whole log. */
  readonly same: number;
  readonly breaches: readonly string[];
}

/** Waits for the end of all debates and holds the logs, and what everybody saw of them, against the rules. */
export async function judge(url: string, { ids, viewers, ended }: Debates): Promise<Judged> {
  await ended;
  const logs = new Map(await Promise.all(ids.map(async (id) => [id, await logOf(url, id)] as const)));
  const ofLogs = [...logs].flatMap(([id, log]) => breachesOf(log).map((breach) => ({ id, ...breach })));
  const ofViewers = viewers.map((viewer) => breachesOfViewer(viewer, logs.get(viewer.debate) ?? []));
  return {
    logs,
    broken: ofLogs.map(({ rule }) => rule),
    same: ofViewers.filter((found) => found.length === 0).length,
    breaches: [
      ...ofLogs.map(({ id, rule, seq, says }) => `debate ${id}: ${rule} at ${seq}: ${says}`),
      ...ofViewers.flat(),
    ],
  };
}

function breachesOfViewer(viewer: Viewer, log: readonly Envelope[]): string[] {
  const { debate, transport, events, isDone, view } = viewer;
  const who = `a viewer of ${debate} over ${transport}`;
  const found = viewerBreaches(events, log, isDone).map(({ rule, says }) => `${who}: ${rule}: ${says}`);
  if (!isDone) return [...found, `${who} has not seen the end`];
  const same = isDeepStrictEqual(settled(view), settled(viewOf(debate, log)));
  return same ? found : [...found, `${who} folds to another state`];
}

/** What a view and the fold of a log have in common: text that came to nothing is only heard live. */
const settled = (view: DebateView) => ({
  ...view,
  turns: view.turns.map((turn) => ({
    ...turn,
    text: turn.status === 'completed' ? turn.text : '',
    earlier: turn.earlier.map((attempt) => ({ ...attempt, text: '' })),
  })),
});
