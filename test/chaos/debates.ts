import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { ApiError, createClient, ServerUnreachable } from '../../app/client/client.ts';
import { profile } from '../../app/contract/profiles.ts';
import { isTerminalEvent } from '../../app/debate/core/events.ts';
import type { Envelope } from '../../app/debate/core/frames.ts';
import { buildView, type DebateView } from '../../app/debate/views/debate.ts';
import type { NewDebateBody } from '../../app/debate/views/request-bodies.ts';
import { checkLog, checkViewerHistory, type HistoryRule } from './history.ts';
import { type Transport, type Viewer, watchDebate } from './viewers/viewer.ts';

/** A debate that has not ended by then counts as stuck. */
const debateTimeoutMs = 90_000;
const retryMs = 100;

/** Running debates and their viewers. */
export interface Debates {
  readonly ids: readonly string[];
  readonly viewers: readonly Viewer[];
  /** Resolves when all viewers have seen the end, or at the timeout. */
  readonly ended: Promise<void>;
}

/** The number of viewers, half of them on each transport, and the time over which debates start. */
interface StartOptions {
  readonly viewers?: number;
  readonly withinMs?: number;
}

/** Creates debates over HTTP and watches them. */
export async function startDebates(
  url: string,
  bodies: readonly NewDebateBody[],
  { viewers = 2 * bodies.length, withinMs = 0 }: StartOptions = {},
): Promise<Debates> {
  const signal = AbortSignal.timeout(debateTimeoutMs + withinMs);
  const allTransports = Array.from({ length: viewers }, (_, viewer) => transportFor(viewer, bodies.length));
  const started = await Promise.all(
    bodies.map(async (body, index) => {
      await pause((withinMs * index) / bodies.length);
      const id = await create(url, body);
      const transports = allTransports.filter((_, viewer) => viewer % bodies.length === index);
      return { id, watching: transports.map((transport) => watchDebate(url, id, transport, signal)) };
    }),
  );
  const watching = started.flatMap((debate) => debate.watching);
  const ended = Promise.all(watching.map(({ finished }) => finished)).then(() => {});
  // Checked after the disturbance.
  ended.catch(() => {});
  return { ids: started.map(({ id }) => id), viewers: watching.map(({ viewer }) => viewer), ended };
}

/** Viewers are assigned to debates in turn; each round uses the other transport. */
const transportFor = (viewer: number, debates: number): Transport =>
  ((viewer % debates) + Math.floor(viewer / debates)) % 2 === 0 ? 'sse' : 'socket';

export const createQuestions = (count: number): NewDebateBody[] =>
  Array.from({ length: count }, (_, index) => ({
    question: `Should the depot of line ${index + 1} be moved?`,
    rounds: 1,
  }));

/** Creates one debate, with retries that share an idempotency key. */
function create(url: string, body: NewDebateBody): Promise<string> {
  const idempotencyKey = crypto.randomUUID();
  return retryWhileUnavailable(
    async () => (await createClient({ baseUrl: url }).create(body, { idempotencyKey })).id,
  );
}

/** Retries without an answer or after Retry-After. */
export async function retryWhileUnavailable<T>(action: () => Promise<T>): Promise<T> {
  const until = Date.now() + debateTimeoutMs;
  for (;;) {
    try {
      return await action();
    } catch (error) {
      const isTransient =
        error instanceof ServerUnreachable || (error instanceof ApiError && error.status === 503);
      if (!isTransient || Date.now() > until) throw error;
      await pause(retryMs);
    }
  }
}

/** The whole log of a debate, over HTTP. */
export async function readLog(url: string, id: string): Promise<readonly Envelope[]> {
  const client = createClient({ baseUrl: url });
  const limit = profile('test').limits.eventsPageMax;
  const log: Envelope[] = [];
  for (;;) {
    const { events } = await retryWhileUnavailable(() => client.events(id, { after: log.length, limit }));
    log.push(...events);
    if (events.length < limit || log.some(isTerminalEvent)) return log;
  }
}

export interface HistoryReport {
  readonly logs: ReadonlyMap<string, readonly Envelope[]>;
  /** Violations in the logs. */
  readonly violatedRules: readonly HistoryRule[];
  /** Viewers whose view equals that of the whole log. */
  readonly consistentViewers: number;
  readonly violations: readonly string[];
}

/** Waits for the end of all debates and checks the logs and what the viewers saw. */
export async function checkHistories(url: string, { ids, viewers, ended }: Debates): Promise<HistoryReport> {
  await ended;
  const logs = new Map(await Promise.all(ids.map(async (id) => [id, await readLog(url, id)] as const)));
  const logViolations = [...logs].flatMap(([id, log]) =>
    checkLog(log).map((violation) => ({ id, ...violation })),
  );
  const viewerViolations = viewers.map((viewer) => checkViewer(viewer, logs.get(viewer.debate) ?? []));
  return {
    logs,
    violatedRules: logViolations.map(({ rule }) => rule),
    consistentViewers: viewerViolations.filter((violations) => violations.length === 0).length,
    violations: [
      ...logViolations.map(({ id, rule, seq, message }) => `debate ${id}: ${rule} at ${seq}: ${message}`),
      ...viewerViolations.flat(),
    ],
  };
}

function checkViewer(viewer: Viewer, log: readonly Envelope[]): string[] {
  const { debate, transport, events, isDone, view } = viewer;
  const label = `a viewer of ${debate} over ${transport}`;
  const found = checkViewerHistory(events, log, isDone).map(
    ({ rule, message }) => `${label}: ${rule}: ${message}`,
  );
  if (!isDone) return [...found, `${label} did not see the end`];
  const isConsistent = isDeepStrictEqual(comparable(view), comparable(buildView(debate, log)));
  return isConsistent ? found : [...found, `${label} has another state`];
}

/** The parts that a live view and a replayed log share: the text of failed turns is only live. */
const comparable = (view: DebateView) => ({
  ...view,
  turns: view.turns.map((turn) => ({
    ...turn,
    text: turn.status === 'completed' ? turn.text : '',
    earlierAttempts: turn.earlierAttempts.map((attempt) => ({ ...attempt, text: '' })),
  })),
});
