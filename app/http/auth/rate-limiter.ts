import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Contract } from '../../contract/types/contract.ts';
import { redisOptions, reportOncePerOutage } from '../../live/redis.ts';
import type { Clock } from '../../shared/clock.ts';

/** At most so many requests of one caller in a window. `name` tells apart what is counted apart. */
export interface RateLimit {
  readonly name: string;
  readonly requestsMax: number;
  readonly windowSeconds: number;
}

/** How a caller stands after a request has been counted. */
export interface RateLimitResult {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Until the window ends, and all is allowed again. */
  readonly resetMs: number;
}

/** Counts requests by caller. It never fails: without Redis, or while that is away, it counts in this process. */
export interface RateLimiter {
  consume(limit: RateLimit, caller: string): Promise<RateLimitResult>;
  close(): void;
}

type Counter = Pick<RateLimiterMemory, 'consume'>;

/** For one process that has no Redis. */
export function createLocalRateLimiter(): RateLimiter {
  const counterFor = createCounterCache((options) => new RateLimiterMemory(options));
  return { consume: (limit, caller) => consume(counterFor(limit), caller), close() {} };
}

export interface RedisRateLimiterOptions {
  readonly url: string;
  readonly contract: Contract;
  readonly clock: Clock;
  readonly random: () => number;
  /** Told once for every time that Redis goes away. */
  readonly onError: (error: unknown) => void;
}

/** Counts over all processes in Redis. */
export function createRedisRateLimiter(options: RedisRateLimiterOptions): RateLimiter {
  const { url, contract, clock, random, onError } = options;
  const { redisTimeoutMs, redisCooldownMs } = contract.rates;
  const redis = new Redis(url, {
    ...redisOptions(contract, random),
    enableAutoPipelining: true,
    commandTimeout: redisTimeoutMs,
  });
  const reportFailure = reportOncePerOutage(redis, onError);
  const fallback = createLocalRateLimiter();
  const sharedCounterFor = createCounterCache(
    (counterOptions) =>
      new RateLimiterRedis({
        ...counterOptions,
        storeClient: redis,
        rejectIfRedisNotReady: true,
        // Who is over the limit is refused without asking Redis: a flood stops here.
        inMemoryBlockOnConsumed: counterOptions.points,
      }),
  );
  let retryAt = Number.NEGATIVE_INFINITY;

  return {
    async consume(limit, caller) {
      if (clock.monotonicMs() < retryAt) return fallback.consume(limit, caller);
      try {
        return await consume(sharedCounterFor(limit), caller);
      } catch (error) {
        reportFailure(error);
        // Otherwise every request would wait for an answer that does not come.
        retryAt = clock.monotonicMs() + redisCooldownMs;
        return fallback.consume(limit, caller);
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
function createCounterCache(create: (options: CounterOptions) => Counter): (limit: RateLimit) => Counter {
  const counters = new Map<string, Counter>();
  return ({ name, requestsMax, windowSeconds }) => {
    const options = { keyPrefix: `rostrum:rate/${name}`, points: requestsMax, duration: windowSeconds };
    const counter = counters.get(name) ?? create(options);
    counters.set(name, counter);
    return counter;
  };
}

/** The package says no by a rejection, which is not an error. */
async function consume(counter: Counter, caller: string): Promise<RateLimitResult> {
  const outcome = await counter.consume(caller).then(
    (result) => ({ standing: result, allowed: true }),
    (result: unknown) => {
      if (result instanceof RateLimiterRes) return { standing: result, allowed: false };
      throw result;
    },
  );
  const { standing: result, allowed } = outcome;
  return { allowed, remaining: result.remainingPoints, resetMs: Math.max(result.msBeforeNext, 0) };
}
