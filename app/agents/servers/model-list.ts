import type { Contract } from '../../contract/types/contract.ts';
import type { Clock } from '../../shared/clock.ts';
import { singleFlight } from '../../shared/single-flight.ts';
import { type ListedModel, parseModelList } from './parse-model-list.ts';

/** A server's list of models as last read. */
export interface ModelListState {
  /** Kept when a later request fails. */
  readonly models: ReadonlyMap<string, ListedModel>;
  /** ISO time of the last successful request; null: none yet. */
  readonly readAt: string | null;
  /** Why the last request failed; null: it did not. */
  readonly failure: string | null;
}

export interface ModelList {
  readonly state: () => ModelListState;
  /** Asks the server again. Never rejects; a call that comes while another runs shares its request. */
  readonly refresh: () => Promise<void>;
}

export interface ModelListDeps {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly fetch: typeof fetch;
  readonly clock: Pick<Clock, 'after' | 'now'>;
}

export function createModelList(deps: ModelListDeps): ModelList {
  let state: ModelListState = { models: new Map(), readAt: null, failure: 'not answered yet' };
  const refresh = singleFlight(
    async () => {
      try {
        const models = await requestList(deps);
        state = { models, readAt: new Date(deps.clock.now()).toISOString(), failure: null };
      } catch (error) {
        state = { ...state, failure: describeFailure(error) };
      }
    },
    { whileRunning: 'join' },
  );
  return { state: () => state, refresh };
}

/** A longer answer is cut, and is then no list. */
const listCharsMax = 8 * 1024 * 1024;

async function readText(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > listCharsMax) break;
  }
  return text;
}

/** A failure in words for the operator; others are network errors. */
class ListFailure extends Error {}

async function requestList({ url, headers, timeoutMs, fetch, clock }: ModelListDeps) {
  const controller = new AbortController();
  const timeout = new ListFailure(`no answer within ${timeoutMs / 1000} s`);
  const cancel = clock.after(timeoutMs, () => controller.abort(timeout));
  try {
    const response = await fetch(url, { headers, signal: controller.signal });
    const text = await readText(response.body);
    if (!response.ok) throw new ListFailure(`the server answered ${response.status}`);
    const models = parseModelList(parseJson(text));
    if (models === null) throw new ListFailure('the answer has no list of models');
    return models;
  } finally {
    cancel();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ListFailure('the answer is not JSON');
  }
}

/** Only the code of a network error: its message may repeat the URL. */
function describeFailure(error: unknown): string {
  if (error instanceof ListFailure) return error.message;
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ('code' in cause && typeof cause.code === 'string' && /^[A-Z_]+$/.test(cause.code))
      return `the server cannot be reached (${cause.code})`;
  return 'the server cannot be reached';
}

/** Asks for all lists now and in intervals. Waits a moment for the first answers; slower ones come later. */
export async function keepListsCurrent(
  lists: readonly ModelList[],
  { localServerProbeTimeoutMs, modelListIntervalMs }: Contract['agents'],
  clock: Clock,
): Promise<() => void> {
  if (lists.length === 0) return () => {};
  const refreshAll = async () => {
    await Promise.all(lists.map((list) => list.refresh()));
  };
  const waited = Promise.withResolvers<void>();
  const cancel = clock.after(localServerProbeTimeoutMs, waited.resolve);
  await Promise.race([refreshAll(), waited.promise]).finally(cancel);
  return clock.every(modelListIntervalMs, refreshAll);
}
