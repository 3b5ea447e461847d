import type { Contract } from '../../../contract/types/contract.ts';
import type { Hub } from '../../../live/hub.ts';
import type { SubscriptionEndReason } from '../../../live/subscriber.ts';
import type { SocketWriter } from './writer.ts';

export interface SubscriptionsDeps {
  readonly hub: Hub;
  readonly writer: SocketWriter;
  readonly contract: Contract;
  /** Of whoever opened the socket. */
  readonly tenant: string;
  readonly canView: (debate: string) => Promise<boolean>;
  readonly onError: (error: unknown) => void;
}

/** The debates that one socket watches. */
export interface Subscriptions {
  /** To subscribe again begins anew, from the cursor given. */
  subscribe(debate: string, after: number): void;
  /** Acknowledged in any case, and nothing of the debate is said after. */
  unsubscribe(debate: string): void;
  /** Ends all of them without a word. */
  clear(): void;
}

export function createSubscriptions(deps: SubscriptionsDeps): Subscriptions {
  const { hub, writer, tenant, canView, onError } = deps;
  const { send, sendError } = writer;
  const { subscriptionsPerSocketMax, heartbeatMs, retryMs } = deps.contract.live;
  const active = new Map<string, { stop: () => void }>();

  function remove(debate: string): void {
    active.get(debate)?.stop();
    active.delete(debate);
  }

  function handleEnd(debate: string, reason: SubscriptionEndReason, after: number): void {
    active.delete(debate);
    if (reason === 'ended') send({ type: 'ended', debate, seq: after });
    else if (reason === 'missing') sendError('not-found', 'There is no such debate.', debate);
    else writer.closeSlow(after);
  }

  function followDebate(debate: string, after: number): () => void {
    return hub.subscribe({ tenant, debate }, after, {
      ...writer.connection,
      onSubscribed: (mode, seq) => send({ type: 'subscribed', debate, mode, seq, heartbeatMs, retryMs }),
      onEnded: (reason, seq) => handleEnd(debate, reason, seq),
    });
  }

  async function subscribe(debate: string, after: number): Promise<void> {
    remove(debate);
    if (active.size >= subscriptionsPerSocketMax) {
      return sendError(
        'too-many-subscriptions',
        `A socket has ${subscriptionsPerSocketMax} at most.`,
        debate,
      );
    }
    const subscription = { stop: () => {} };
    active.set(debate, subscription);
    const isCurrent = () => active.get(debate) === subscription;
    try {
      const isVisible = await canView(debate);
      if (!isCurrent()) return;
      if (isVisible) subscription.stop = followDebate(debate, after);
      else handleEnd(debate, 'missing', after);
    } catch (error) {
      onError(error);
      if (!isCurrent()) return;
      active.delete(debate);
      sendError('unavailable', 'This cannot be looked up at present. Try again in a moment.', debate);
    }
  }

  return {
    subscribe: (debate, after) => void subscribe(debate, after),
    unsubscribe(debate) {
      remove(debate);
      send({ type: 'unsubscribed', debate });
    },
    clear() {
      for (const { stop } of active.values()) stop();
      active.clear();
    },
  };
}
