import type { Contract } from '../contract/types/contract.ts';
import { backoffMs } from '../shared/backoff.ts';
import type { Clock } from '../shared/clock.ts';
import { describeRequestError } from '../shared/outbound/checked-request.ts';
import { singleFlight } from '../shared/single-flight.ts';
import type { DebateRow, DeliveryAttempt, DueWebhook, Store, Webhook } from '../store/store.ts';
import { type PostWebhook, WebhookRefused } from './post-webhook.ts';
import { createWebhookRequest } from './webhook-request.ts';

export interface WebhookSenderDeps {
  readonly store: Pick<Store, 'claimWebhooks' | 'recordDelivery' | 'get'>;
  readonly contract: Pick<Contract, 'webhooks'>;
  readonly clock: Pick<Clock, 'after' | 'every' | 'monotonicMs'>;
  readonly now: () => Date;
  /** 0 to 1. */
  readonly random: () => number;
  readonly post: PostWebhook;
  readonly onAttempt: (webhook: DueWebhook, attempt: DeliveryAttempt, state: Webhook['state']) => void;
  /** The database failed; the next round tries again. */
  readonly onError: (error: unknown) => void;
}

export interface WebhookSender {
  /** Stops claiming and breaks off what is under way, which another worker then repeats. */
  close(): Promise<void>;
}

/** Delivers the webhooks of debates that have ended, each at least once or until its attempts are used up. */
export function startWebhookSender(deps: WebhookSenderDeps): WebhookSender {
  const { store, clock, now, onError, contract } = deps;
  const { pollMs, concurrentMax, timeoutMs } = contract.webhooks;
  const closing = new AbortController();
  const underWay = new Set<Promise<void>>();

  async function claim(): Promise<void> {
    const free = concurrentMax - underWay.size;
    if (closing.signal.aborted || free <= 0) return;
    const at = now();
    // Long enough to record the attempt, too.
    const until = new Date(at.getTime() + 3 * timeoutMs);
    for (const webhook of await store.claimWebhooks(free, at.toISOString(), until.toISOString())) {
      const delivery = deliver(webhook, deps, closing.signal)
        .catch(onError)
        .finally(() => underWay.delete(delivery));
      underWay.add(delivery);
    }
  }

  const poll = singleFlight(() => claim().catch(onError), { whileRunning: 'join' });
  const stopPolling = clock.every(pollMs, () => void poll());
  return {
    async close() {
      closing.abort();
      stopPolling();
      await poll();
      await Promise.all(underWay);
    },
  };
}

async function deliver(webhook: DueWebhook, deps: WebhookSenderDeps, closing: AbortSignal): Promise<void> {
  const { store, onAttempt } = deps;
  const debate = await store.get(webhook.tenant, webhook.debate);
  // It has been deleted, and its webhook with it.
  if (!debate) return;
  const outcome = await attemptDelivery(webhook, debate, deps, closing);
  if (closing.aborted) return;
  const { isFinal: _, ...attempt } = outcome;
  const next = decideNext(webhook, outcome, deps);
  await store.recordDelivery(debate.id, attempt, next);
  onAttempt(webhook, attempt, next.state);
}

type AttemptOutcome = DeliveryAttempt & { readonly isFinal: boolean };

async function attemptDelivery(
  { url, secret }: DueWebhook,
  debate: DebateRow,
  { clock, contract, now, post }: WebhookSenderDeps,
  closing: AbortSignal,
): Promise<AttemptOutcome> {
  const { timeoutMs } = contract.webhooks;
  const [at, startedMs] = [now(), clock.monotonicMs()];
  const timeout = new AbortController();
  const cancelTimer = clock.after(timeoutMs, () =>
    timeout.abort(new Error(`there was no answer within ${timeoutMs} ms`)),
  );
  const result = (status: number | null, error: string | null, isFinal = false): AttemptOutcome => ({
    at: at.toISOString(),
    ms: Math.round(clock.monotonicMs() - startedMs),
    status,
    error,
    isFinal,
  });
  try {
    const signal = AbortSignal.any([timeout.signal, closing]);
    const status = await post({ url, ...createWebhookRequest(debate, secret, at), signal });
    if (status >= 200 && status < 300) return result(status, null);
    // Gone: the receiver wants none.
    return result(status, `the answer was ${status}`, status === 410);
  } catch (error) {
    if (error instanceof WebhookRefused) return result(null, error.message, true);
    return result(null, describeRequestError(timeout.signal.aborted ? timeout.signal.reason : error));
  } finally {
    cancelTimer();
  }
}

function decideNext(
  { attempts }: DueWebhook,
  { error, isFinal }: AttemptOutcome,
  { contract, now, random }: WebhookSenderDeps,
): { readonly state: Webhook['state']; readonly dueAt: string } {
  const { attemptsMax, backoffMs: initialMs, backoffMsMax: maxMs } = contract.webhooks;
  const failures = attempts + 1;
  const delayMs = backoffMs({ initialMs, maxMs, random }, failures);
  const dueAt = new Date(now().getTime() + delayMs).toISOString();
  if (error === null) return { state: 'delivered', dueAt };
  return { state: isFinal || failures >= attemptsMax ? 'failed' : 'pending', dueAt };
}
