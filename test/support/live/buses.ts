import { inject } from 'vitest';
import { profile } from '../../../app/contract/profiles.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { type Bus, createLocalBus } from '../../../app/live/bus.ts';
import { createRedisBus } from '../../../app/live/redis.ts';
import { systemClock } from '../../../app/shared/clock.ts';
import { until } from '../until.ts';

/** Two ends of a bus: the same object within a process, or two buses connected through Redis. */
export interface BusPair {
  readonly first: Bus;
  readonly second: Bus;
  /** The reported errors, those of listeners included. */
  readonly errors: unknown[];
  close(): Promise<void>;
}

/** Both bus implementations, for `describe.each`. */
export const buses: readonly { name: string; available: boolean; open: () => Promise<BusPair> }[] = [
  { name: 'the in-process bus', available: true, open: openLocal },
  { name: 'the Redis bus', available: inject('redisUrl') !== null, open: openRedis },
];

async function openLocal(): Promise<BusPair> {
  const errors: unknown[] = [];
  const bus = createLocalBus((error) => errors.push(error));
  return { first: bus, second: bus, errors, close: () => bus.close() };
}

async function openRedis(): Promise<BusPair> {
  const errors: unknown[] = [];
  const connect = () => connectRedis(inject('redisUrl') ?? '', (error) => errors.push(error));
  const [first, second] = [connect(), connect()];
  await until(() => first.isHealthy() && second.isHealthy(), 'both buses to connect');
  return {
    first,
    second,
    errors,
    async close() {
      await Promise.all([first.close(), second.close()]);
    },
  };
}

export const connectRedis = (
  url: string,
  onError: (error: unknown) => void,
  contract: Contract = profile('test'),
): Bus => createRedisBus({ url, contract, clock: systemClock, random: Math.random, onError });
