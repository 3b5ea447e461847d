import { ApiError, type Client, ServerUnreachable } from '../../client/client.ts';
import type { StoredEvent } from '../../debate/core/events.ts';
import type { CreationBody } from '../../debate/views/request-bodies.ts';
import { backoffMs } from '../../shared/backoff.ts';
import { sleep, systemClock } from '../../shared/clock.ts';

/** What a run needs of a client. */
export interface EvaluationClient extends Pick<Client, 'create' | 'events'> {
  /** Null while the debate runs. */
  readonly record: (id: string, options: Parameters<Client['record']>[1]) => Promise<object | null>;
}

/** Shorter than every server's limit. */
const waitSeconds = 5;

/** Runs a debate, or finds the one that an earlier call with this key started, and returns its log at its end. */
export async function runToEnd(
  client: EvaluationClient,
  body: CreationBody,
  idempotencyKey: string,
  signal: AbortSignal,
): Promise<readonly StoredEvent[]> {
  const { id } = await retryCall(() => client.create(body, { idempotencyKey, signal }), signal);
  while (!(await retryCall(() => client.record(id, { signal, waitSeconds }), signal)));
  return retryCall(() => readLog(client, id, signal), signal);
}

async function readLog(
  client: EvaluationClient,
  id: string,
  signal: AbortSignal,
): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page: Awaited<ReturnType<Client['events']>> = await client.events(id, { after, signal });
    events.push(...page.events);
    after = page.next;
  }
  return events;
}

/** A server that restarts, or is busy, is asked again for a minute and a half. */
const attemptsMax = 8;
const backoff = { initialMs: 1000, maxMs: 30_000 };

async function retryCall<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (attempt === attemptsMax || !isTemporary(error)) throw error;
      const askedMs = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
      await sleep(systemClock, Math.max(askedMs, backoffMs(backoff, attempt)), signal);
    }
  }
}

const isTemporary = (error: unknown): boolean =>
  error instanceof ServerUnreachable || (error instanceof ApiError && error.retryAfterSeconds !== null);
