import { Redis } from 'ioredis';
import type { Contract } from '../contract/types/contract.ts';
import type { Clock } from '../shared/clock.ts';
import { type Bus, createTopicListeners } from './bus.ts';

export interface RedisBusDeps {
  /** `redis://` or, over TLS, `rediss://`. */
  readonly url: string;
  readonly contract: Contract;
  readonly clock: Clock;
  /** 0 to 1; spreads the reconnections of many processes. */
  readonly random: () => number;
  /** Told once for every time that the bus goes away, and of listeners that throw. */
  readonly onError: (error: unknown) => void;
}

/**
 * The bus between processes: Redis pub/sub, one channel a topic, one subscription a process however many listen. While
 * Redis is away hints are dropped, and its subscriptions are made again as soon as it is back.
 */
export function createRedisBus(deps: RedisBusDeps): Bus {
  const { contract, onError } = deps;
  const listeners = createTopicListeners(onError);
  const { publisher, publisherFailed, subscriber, subscriberFailed, disconnect } = connect(deps);
  /** Topics that are listened to; resolved once Redis has subscribed us. */
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
      // A worker's last words (its debates are free) are still in the pipeline.
      await lastPublish;
      disconnect();
    },
  };
}

const channelPrefix = 'rostrum:';
const toChannel = (topic: string) => channelPrefix + topic;

/** Two connections, for one that subscribes can do nothing else on servers older than RESP3. */
function connect({ url, contract, clock, random, onError }: RedisBusDeps) {
  const options = redisOptions(contract, random);
  const publisher = new Redis(url, { ...options, enableAutoPipelining: true });
  const subscriber = new Redis(url, options);
  const publisherFailed = reportOncePerOutage(publisher, onError);
  const subscriberFailed = reportOncePerOutage(subscriber, onError);
  // Without traffic a dead connection is not noticed; socketTimeout closes one that does not answer.
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

/** For whoever else has a connection to Redis: it connects again by itself, and commands never wait for that. */
export function redisOptions({ bus }: Contract, random: () => number) {
  return {
    connectTimeout: bus.connectMs,
    socketTimeout: bus.commandTimeoutMs,
    retryStrategy: (attempt: number) =>
      Math.min(bus.retryMs * 2 ** (attempt - 1), bus.retryMsMax) * (0.5 + random() / 2),
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
