import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Contract } from '../../contract/types/contract.ts';
import { redisOptions, reportOncePerOutage } from '../../live/redis.ts';
import type { Clock } from '../../shared/clock.ts';

/** The requests that one caller may make in a window. Limits with different names count separately. */
export interface RateLimit {
  readonly name: string;
  readonly requestsMax: number;
  readonly windowSeconds: number;
}

/** The caller's quota after the request was counted. */
export interface RateLimitResult {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Time until the window ends. */
  readonly resetMs: number;
}

/** Counts requests by caller. Never rejects: if Redis is not configured or unavailable, it counts in this process. */
export interface RateLimiter {
  consume(limit: RateLimit, caller: string): Promise<RateLimitResult>;
  close(): void;
}

type Counter = Pick<RateLimiterMemory, 'consume'>;

/** Counts in this process only. */
export function createLocalRateLimiter(): RateLimiter {
  const counterFor = createCounterCache((options) => new RateLimiterMemory(options));
  return { consume: (limit, caller) => consume(counterFor(limit), caller), close() {} };
}

export interface RedisRateLimiterOptions {
  readonly url: string;
  readonly contract: Contract;
  readonly clock: Clock;
  readonly random: () => number;
  /** Called once per Redis outage. */
  readonly onError: (error: unknown) => void;
}

/** Counts the requests to all processes in Redis. */
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
        // A caller over the limit is refused without a Redis call, so that a flood does not reach Redis.
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
        // Otherwise every request during the outage would wait for the timeout.
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

/** Creates one counter per limit, on first use. */
function createCounterCache(create: (options: CounterOptions) => Counter): (limit: RateLimit) => Counter {
  const counters = new Map<string, Counter>();
  return ({ name, requestsMax, windowSeconds }) => {
    const options = { keyPrefix: `rostrum:rate/${name}`, points: requestsMax, duration: windowSeconds };
    const counter = counters.get(name) ?? create(options);
    counters.set(name, counter);
    return counter;
  };
}

/** The package rejects with a RateLimiterRes, which is not an error, when the limit is exceeded. */
async function consume(counter: Counter, caller: string): Promise<RateLimitResult> {
  const { result, allowed } = await counter.consume(caller).then(
    (accepted) => ({ result: accepted, allowed: true }),
    (rejected: unknown) => {
      if (rejected instanceof RateLimiterRes) return { result: rejected, allowed: false };
      throw rejected;
    },
  );
  return { allowed, remaining: result.remainingPoints, resetMs: Math.max(result.msBeforeNext, 0) };
}
