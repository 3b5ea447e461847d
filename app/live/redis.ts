import { Redis } from 'ioredis';
import type { Contract } from '../contract/contract.ts';
import { type Bus, createListeners } from './bus.ts';
import type { Timers } from './timers.ts';

export interface RedisBusParts {
  /** `redis://` or, over TLS, `rediss://`. */
  readonly url: string;
  readonly contract: Contract;
  readonly timers: Timers;
  /** 0 to 1; spreads the reconnections of many processes. */
  readonly random: () => number;
  /** Told once for every time that the bus goes away, and of listeners that throw. */
  readonly onError: (error: unknown) => void;
}

/**
 * The bus between processes: Redis pub/sub, one channel a topic, one subscription a process however many listen. While
 * Redis is away hints are dropped, and its subscriptions are made again as soon as it is back.
 */
export function createRedisBus(parts: RedisBusParts): Bus {
  const { contract, onError } = parts;
  const listeners = createListeners(onError);
  const { publisher, publisherFailed, subscriber, subscriberFailed, disconnect } = connect(parts);
  /** Topics that are listened to; resolved once Redis has subscribed us. */
  const subscribed = new Map<string, PromiseWithResolvers<void>>();
  let open = true;
  let pending = 0;
  let lastPublished: Promise<unknown> = Promise.resolve();

  subscriber.on('message', (channel: string, message: string) => {
    listeners.deliver(channel.slice(prefix.length), message);
  });
  subscriber.on('ready', () => subscribe([...subscribed.keys()]));

  function subscribe(topics: readonly string[]): void {
    if (topics.length === 0 || subscriber.status !== 'ready') return;
    subscriber.subscribe(...topics.map(channelOf)).then(() => {
      for (const topic of topics) subscribed.get(topic)?.resolve();
    }, subscriberFailed);
  }

  function leave(topic: string): void {
    if (listeners.has(topic) || !subscribed.delete(topic)) return;
    if (subscriber.status === 'ready') subscriber.unsubscribe(channelOf(topic)).catch(subscriberFailed);
  }

  return {
    publish(topic, message) {
      if (!open || publisher.status !== 'ready' || pending >= contract.bus.pendingMax) return;
      pending += 1;
      lastPublished = publisher
        .publish(channelOf(topic), message)
        .catch(publisherFailed)
        .finally(() => {
          pending -= 1;
        });
    },
    async subscribe(topic, listener) {
      if (!open) return () => {};
      const remove = listeners.add(topic, listener);
      let subscription = subscribed.get(topic);
      if (!subscription) {
        subscription = Promise.withResolvers<void>();
        subscribed.set(topic, subscription);
        subscribe([topic]);
      }
      await subscription.promise;
      return () => {
        remove();
        leave(topic);
      };
    },
    healthy: () => open && publisher.status === 'ready' && subscriber.status === 'ready',
    async close() {
      open = false;
      listeners.clear();
      for (const { resolve } of subscribed.values()) resolve();
      subscribed.clear();
      // A worker's last words (its debates are free) are still in the pipeline.
      await lastPublished;
      disconnect();
    },
  };
}

const prefix = 'rostrum:';
const channelOf = (topic: string) => prefix + topic;

/** Two connections, for one that subscribes can do nothing else on servers older than RESP3. */
function connect({ url, contract, timers, random, onError }: RedisBusParts) {
  const options = redisOptions(contract, random);
  const publisher = new Redis(url, { ...options, enableAutoPipelining: true });
  const subscriber = new Redis(url, options);
  const publisherFailed = reportOnce(publisher, onError);
  const subscriberFailed = reportOnce(subscriber, onError);
  // Without traffic a dead connection is not noticed; socketTimeout closes one that does not answer.
  const stopPings = timers.every(contract.bus.pingMs, () => {
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

/** For whoever else has a connection to Redis: it connects again by itself, and commands never wait for that. */
export function redisOptions({ bus }: Contract, random: () => number) {
  return {
    connectTimeout: bus.connectMs,
    socketTimeout: bus.answerMs,
    retryStrategy: (times: number) =>
      Math.min(bus.retryMs * 2 ** (times - 1), bus.retryMsMax) * (0.5 + random() / 2),
    // Nothing waits for Redis: what cannot be sent now is worth nothing later.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    // ioredis would subscribe to what it had when the connection broke, not to what is wanted by now.
    autoResubscribe: false,
  };
}

/**
 * Reports what goes wrong with a connection, once until it has been ready again: ioredis repeats its error with every
 * attempt to reconnect. The result takes the errors of commands, which tell nothing new when the connection broke.
 */
export function reportOnce(connection: Redis, onError: (error: unknown) => void): (error: unknown) => void {
  let reported = false;
  function report(error: unknown): void {
    if (!reported) onError(error);
    reported = true;
  }
  connection.on('ready', () => {
    reported = false;
  });
  connection.on('error', report);
  return (error) => {
    if (connection.status === 'ready') report(error);
  };
}
