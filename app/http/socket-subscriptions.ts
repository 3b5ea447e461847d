import type { Contract } from '../contract/contract.ts';
import type { Hub } from '../live/follow.ts';
import type { Over } from '../live/follower.ts';
import type { Line } from './socket-line.ts';

export interface SubscriptionsParts {
  readonly hub: Hub;
  readonly line: Line;
  readonly contract: Contract;
  /** Of whoever opened the socket. */
  readonly tenant: string;
  readonly canSee: (debate: string) => Promise<boolean>;
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

export function createSubscriptions(parts: SubscriptionsParts): Subscriptions {
  const { hub, line, tenant, canSee, onError } = parts;
  const { say, fail } = line;
  const { subscriptionsPerSocketMax, heartbeatMs, retryMs } = parts.contract.live;
  const present = new Map<string, { stop: () => void }>();

  function remove(debate: string): void {
    present.get(debate)?.stop();
    present.delete(debate);
  }

  function over(debate: string, why: Over, after: number): void {
    present.delete(debate);
    if (why === 'ended') say({ type: 'ended', debate, seq: after });
    else if (why === 'missing') fail('not-found', 'There is no such debate.', debate);
    else line.shutSlow(after);
  }

  function follow(debate: string, after: number): () => void {
    return hub.follow({ tenant, debate }, after, {
      ...line.connection,
      subscribed: (how, seq) => say({ type: 'subscribed', debate, how, seq, heartbeatMs, retryMs }),
      over: (why, seq) => over(debate, why, seq),
    });
  }

  async function subscribe(debate: string, after: number): Promise<void> {
    remove(debate);
    if (present.size >= subscriptionsPerSocketMax) {
      return fail('too-many-subscriptions', `A socket has ${subscriptionsPerSocketMax} at most.`, debate);
    }
    const subscription = { stop: () => {} };
    present.set(debate, subscription);
    const wanted = () => present.get(debate) === subscription;
    try {
      const seen = await canSee(debate);
      if (!wanted()) return;
      if (seen) subscription.stop = follow(debate, after);
      else over(debate, 'missing', after);
    } catch (error) {
      onError(error);
      if (!wanted()) return;
      present.delete(debate);
      fail('unavailable', 'This cannot be looked up at present. Try again in a moment.', debate);
    }
  }

  return {
    subscribe: (debate, after) => void subscribe(debate, after),
    unsubscribe(debate) {
      remove(debate);
      say({ type: 'unsubscribed', debate });
    },
    clear() {
      for (const { stop } of present.values()) stop();
      present.clear();
    },
  };
}
