import type { Contract } from '../contract/types/contract.ts';
import type { Clock } from '../shared/clock.ts';
import { singleFlight } from '../shared/single-flight.ts';
import type { DebateKey, Store } from '../store/store.ts';
import type { Bus } from './bus.ts';
import { createDebateChannel, type DebateChannel } from './debate-channel.ts';
import { topics } from './messages.ts';
import type { LiveStats } from './stats.ts';
import type { Viewer } from './subscriber.ts';

/** Delivers debates to the viewers of this process. */
export interface Hub {
  /**
   * Sends a viewer the stored events after `after` (0: from the start), then live events and the text of running turns:
   * every event once, in order, without a gap. A cursor beyond the end of the log restarts from the beginning. Store
   * errors only cause a delay. Call the result to unsubscribe; nothing is sent after that.
   */
  subscribe(key: DebateKey, after: number, viewer: Viewer): () => void;
  close(): void;
}

interface OpenChannel {
  readonly key: DebateKey;
  readonly channel: DebateChannel;
}

export interface HubDeps {
  readonly store: Pick<Store, 'events' | 'latestSeqs'>;
  readonly bus: Bus;
  readonly contract: Contract;
  readonly clock: Clock;
  readonly stats: LiveStats;
  /** Called when a read fails; the next poll retries it. */
  readonly onError: (error: unknown) => void;
}

/** Each watched debate has one bus subscription, and all of them share one poll. */
export function createHub({ store, bus, contract, clock, stats, onError }: HubDeps): Hub {
  /** The channels of the watched debates, by topic. */
  const channels = new Map<string, OpenChannel>();

  function openChannel(key: DebateKey, topic: string): DebateChannel {
    const onIdle = () => {
      channels.delete(topic);
      stats.debates = channels.size;
      channel.close();
    };
    const channel = createDebateChannel({ key, store, bus, contract, stats, onError, onIdle });
    channels.set(topic, { key, channel });
    stats.debates = channels.size;
    return channel;
  }

  async function pollChannels(): Promise<void> {
    const polled = [...channels];
    if (polled.length === 0) return;
    try {
      const heads = await store.latestSeqs(polled.map(([, { key }]) => key));
      for (const [topic, entry] of polled)
        if (channels.get(topic) === entry) entry.channel.poll(heads.get(entry.key.debate));
    } catch (error) {
      onError(error);
    }
  }

  const poll = singleFlight(pollChannels, { whileRunning: 'join' });
  const stopPolling = clock.every(contract.live.pollMs, () => void poll());

  return {
    subscribe(key, after, viewer) {
      const topic = topics.debate(key);
      const channel = channels.get(topic)?.channel ?? openChannel(key, topic);
      return channel.subscribe(viewer, after);
    },
    close() {
      stopPolling();
      for (const { channel } of channels.values()) channel.close();
      channels.clear();
    },
  };
}
