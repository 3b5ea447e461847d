import { Redis } from 'ioredis';
import type { Contract } from '../contract/types/contract.ts';
import { backoffMs } from '../shared/backoff.ts';
import type { Clock } from '../shared/clock.ts';
import { type Bus, createTopicListeners } from './bus.ts';

export interface RedisBusDeps {
  /** `redis://` or, over TLS, `rediss://`. */
  readonly url: string;
  readonly contract: Contract;
  readonly clock: Clock;
  /** 0 to 1; spreads the reconnections of many processes. */
  readonly random: () => number;
  /** Called once per outage, and with the errors of listeners. */
  readonly onError: (error: unknown) => void;
}

/**
 * The bus between processes, on Redis pub/sub: one channel per topic, one subscription per topic and process. While
 * Redis is unavailable messages are dropped; its subscriptions are restored when it is back.
 */
export function createRedisBus(deps: RedisBusDeps): Bus {
  const { contract, onError } = deps;
  const listeners = createTopicListeners(onError);
  const { publisher, publisherFailed, subscriber, subscriberFailed, disconnect } = connect(deps);
  /** The subscribed topics; each resolves once Redis has confirmed the subscription. */
  const subscriptions = new Map<string, PromiseWithResolvers<void>>();
  let isOpen = true;
  let pending = 0;
  let lastPublish: Promise<unknown> = Promise.resolve();

  subscriber.on('message', (channel: string, message: string) => {
    listeners.deliver(channel.slice(channelPrefix.length), message);
  });
  subscriber.on('ready', () => subscribe([...subscriptions.keys()]));

  function subscribe(topics: readonly string[]): void {
    if (topics.length === 0 || subscriber.status !== 'ready') return;
    subscriber.subscribe(...topics.map(toChannel)).then(() => {
      for (const topic of topics) subscriptions.get(topic)?.resolve();
    }, subscriberFailed);
  }

  function unsubscribeIfUnused(topic: string): void {
    if (listeners.has(topic) || !subscriptions.delete(topic)) return;
    if (subscriber.status === 'ready') subscriber.unsubscribe(toChannel(topic)).catch(subscriberFailed);
  }

  return {
    publish(topic, message) {
      if (!isOpen || publisher.status !== 'ready' || pending >= contract.bus.pendingMax) return;
      pending += 1;
      lastPublish = publisher
        .publish(toChannel(topic), message)
        .catch(publisherFailed)
        .finally(() => {
          pending -= 1;
        });
    },
    async subscribe(topic, listener) {
      if (!isOpen) return () => {};
      const remove = listeners.add(topic, listener);
      let subscription = subscriptions.get(topic);
      if (!subscription) {
        subscription = Promise.withResolvers<void>();
        subscriptions.set(topic, subscription);
        subscribe([topic]);
      }
      await subscription.promise;
      return () => {
        remove();
        unsubscribeIfUnused(topic);
      };
    },
    isHealthy: () => isOpen && publisher.status === 'ready' && subscriber.status === 'ready',
    async close() {
      isOpen = false;
      listeners.clear();
      for (const { resolve } of subscriptions.values()) resolve();
      subscriptions.clear();
      // The last messages of a worker (its debates are free) may still be in the pipeline.
      await lastPublish;
      disconnect();
    },
  };
}

const channelPrefix = 'rostrum:';
const toChannel = (topic: string) => channelPrefix + topic;

/** Two connections, because before RESP3 a subscribed connection can do nothing else. */
function connect({ url, contract, clock, random, onError }: RedisBusDeps) {
  const options = redisOptions(contract, random);
  const publisher = new Redis(url, { ...options, enableAutoPipelining: true });
  const subscriber = new Redis(url, options);
  const publisherFailed = reportOncePerOutage(publisher, onError);
  const subscriberFailed = reportOncePerOutage(subscriber, onError);
  // Pings detect a dead connection that has no traffic; socketTimeout closes one that does not answer.
  const stopPings = clock.every(contract.bus.pingIntervalMs, () => {
    if (publisher.status === 'ready') publisher.ping().catch(publisherFailed);
    if (subscriber.status === 'ready') subscriber.ping().catch(subscriberFailed);
  });
  function disconnect(): void {
    stopPings();
    publisher.disconnect();
    subscriber.disconnect();
  }
  return { publisher, publisherFailed, subscriber, subscriberFailed, disconnect };
}

/** Options for any Redis connection: it reconnects automatically, and commands never wait for that. */
export function redisOptions({ bus }: Contract, random: () => number) {
  return {
    connectTimeout: bus.connectMs,
    socketTimeout: bus.commandTimeoutMs,
    retryStrategy: (attempt: number) =>
      backoffMs({ initialMs: bus.retryMs, maxMs: bus.retryMsMax, random }, attempt),
    // A message that cannot be sent now is worthless later.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    // ioredis would restore the subscriptions of before the outage, not the current ones.
    autoResubscribe: false,
  };
}

/**
 * Reports the errors of a connection, once until it is ready again: ioredis emits an error for every attempt to
 * reconnect. Pass the errors of commands to the result, which ignores them while the connection is down.
 */
export function reportOncePerOutage(
  connection: Redis,
  onError: (error: unknown) => void,
): (error: unknown) => void {
  let isReported = false;
  function report(error: unknown): void {
    if (!isReported) onError(error);
    isReported = true;
  }
  connection.on('ready', () => {
    isReported = false;
  });
  connection.on('error', report);
  return (error) => {
    if (connection.status === 'ready') report(error);
  };
}
