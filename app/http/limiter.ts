import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Contract } from '../contract/contract.ts';
import { redisOptions, reportOnce } from '../live/redis.ts';
import type { Timers } from '../live/timers.ts';

/** At most so many requests of one caller in a window. `name` tells apart what is counted apart. */
export interface Allowance {
  readonly name: string;
  readonly requestsMax: number;
  readonly windowSeconds: number;
}

/** How a caller stands after a request has been counted. */
export interface Standing {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Until the window ends, and all is allowed again. */
  readonly resetMs: number;
}

/** Counts requests by caller. It never fails: without Redis, or while that is away, it counts in this process. */
export interface Limiter {
  take(allowance: Allowance, caller: string): Promise<Standing>;
  close(): void;
}

type Counter = Pick<RateLimiterMemory, 'consume'>;

/** For one process that has no Redis. */
export function createLocalLimiter(): Limiter {
  const own = createCounters((options) => new RateLimiterMemory(options));
  return { take: (allowance, caller) => count(own(allowance), caller), close() {} };
}

export interface RedisLimiterParts {
  readonly url: string;
  readonly contract: Contract;
  readonly timers: Timers;
  readonly random: () => number;
  /** Told once for every time that Redis goes away. */
  readonly onError: (error: unknown) => void;
}

/** Counts over all processes in Redis. */
export function createRedisLimiter(parts: RedisLimiterParts): Limiter {
  const { url, contract, timers, random, onError } = parts;
  const { answerMs, awayMs } = contract.rates;
  const redis = new Redis(url, {
    ...redisOptions(contract, random),
    enableAutoPipelining: true,
    commandTimeout: answerMs,
  });
  const failed = reportOnce(redis, onError);
  const local = createLocalLimiter();
  const shared = createCounters(
    (options) =>
      new RateLimiterRedis({
        ...options,
        storeClient: redis,
        rejectIfRedisNotReady: true,
        // Who is over the limit is refused without asking Redis: a flood stops here.
        inMemoryBlockOnConsumed: options.points,
      }),
  );
  let askAgainAt = Number.NEGATIVE_INFINITY;

  return {
    async take(allowance, caller) {
      if (timers.now() < askAgainAt) return local.take(allowance, caller);
      try {
        return await count(shared(allowance), caller);
      } catch (error) {
        failed(error);
        // Otherwise every request would wait for an answer that does not come.
        askAgainAt = timers.now() + awayMs;
        return local.take(allowance, caller);
      }
    },
    close: () => redis.disconnect(),
  };
}

interface CounterOptions {
  readonly keyPrefix: string;
  readonly points: number;
  readonly duration: number;
}

/** One counter for each allowance, made when it is first needed. */
function createCounters(create: (options: CounterOptions) => Counter): (allowance: Allowance) => Counter {
  const counters = new Map<string, Counter>();
  return ({ name, requestsMax, windowSeconds }) => {
    const options = { keyPrefix: `rostrum:rate/${name}`, points: requestsMax, duration: windowSeconds };
    const counter = counters.get(name) ?? create(options);
    counters.set(name, counter);
    return counter;
  };
}

/** The package says no by a rejection, which is not an error. */
async function count(counter: Counter, caller: string): Promise<Standing> {
  const said = await counter.consume(caller).then(
    (standing) => ({ standing, allowed: true }),
    (standing: unknown) => {
      if (standing instanceof RateLimiterRes) return { standing, allowed: false };
      throw standing;
    },
  );
  const { standing, allowed } = said;
  return { allowed, remaining: standing.remainingPoints, resetMs: Math.max(standing.msBeforeNext, 0) };
}
