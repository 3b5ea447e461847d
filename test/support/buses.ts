import { inject } from 'vitest';
import { profile } from '../../app/contract/profiles.ts';
import { type Bus, createLocalBus } from '../../app/live/bus.ts';
import { createRedisBus } from '../../app/live/redis.ts';
import { systemTimers } from '../../app/live/timers.ts';
import { until } from './until.ts';

/** A bus as two parts of the program see it: the same one in a process, or two connected through Redis. */
export interface OpenBus {
  readonly here: Bus;
  readonly there: Bus;
  /** What has been reported, listeners that threw included. */
  readonly errors: unknown[];
  close(): Promise<void>;
}

/** Both buses, for a suite to run on each. */
export const buses: readonly { name: string; available: boolean; open: () => Promise<OpenBus> }[] = [
  { name: 'the in-process bus', available: true, open: openLocal },
  { name: 'the Redis bus', available: inject('redisUrl') !== null, open: openRedis },
];

async function openLocal(): Promise<OpenBus> {
  const errors: unknown[] = [];
  const bus = createLocalBus((error) => errors.push(error));
  return { here: bus, there: bus, errors, close: () => bus.close() };
}

async function openRedis(): Promise<OpenBus> {
  const errors: unknown[] = [];
  const connect = () => connectRedis(inject('redisUrl') ?? '', (error) => errors.push(error));
  const [here, there] = [connect(), connect()];
  await until(() => here.healthy() && there.healthy());
  return {
    here,
    there,
    errors,
    async close() {
      await Promise.all([here.close(), there.close()]);
    },
  };
}

export const connectRedis = (url: string, onError: (error: unknown) => void): Bus =>
  createRedisBus({ url, contract: profile('test'), timers: systemTimers, random: Math.random, onError });
