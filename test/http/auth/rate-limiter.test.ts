import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyOverrides } from '../../../app/contract/overrides.ts';
import { profile } from '../../../app/contract/profiles.ts';
import {
  createLocalRateLimiter,
  createRedisRateLimiter,
  type RateLimit,
  type RateLimiter,
} from '../../../app/http/auth/rate-limiter.ts';
import { systemClock } from '../../../app/shared/clock.ts';
import { type RedisServer, redisProgram, startRedis } from '../../support/processes/redis.ts';
import { until } from '../../support/until.ts';

const limit: RateLimit = { name: 'api/key', requestsMax: 3, windowSeconds: 60 };

const countAllowed = async (
  limiter: RateLimiter,
  times: number,
  caller = 'tenant/key',
  rateLimit = limit,
) => {
  const allowed: boolean[] = [];
  for (let time = 0; time < times; time += 1)
    allowed.push((await limiter.consume(rateLimit, caller)).allowed);
  return allowed.filter((isAllowed) => isAllowed).length;
};

describe('the local rate limiter', () => {
  test('allows requests up to the limit and returns the remaining quota and reset time', async () => {
    const limiter = createLocalRateLimiter();
    const first = await limiter.consume(limit, 'a');
    expect(first).toMatchObject({ allowed: true, remaining: 2 });
    expect(first.resetMs).toBeGreaterThan(0);
    expect(first.resetMs).toBeLessThanOrEqual(60_000);
    expect(await countAllowed(limiter, 5, 'a')).toBe(2);
    expect(await limiter.consume(limit, 'a')).toMatchObject({ allowed: false, remaining: 0 });
  });

  test('counts each caller and each limit separately', async () => {
    const limiter = createLocalRateLimiter();
    expect(await countAllowed(limiter, 5, 'a')).toBe(3);
    expect(await countAllowed(limiter, 5, 'b')).toBe(3);
    expect(await countAllowed(limiter, 5, 'a', { ...limit, name: 'socket/key' })).toBe(3);
  });
});

const program = redisProgram();

describe.skipIf(program === null)('the Redis rate limiter', () => {
  let redis: RedisServer;
  let redisClient: Redis;
  const open: RateLimiter[] = [];
  const errors: unknown[] = [];

  const create = (monotonicMs = systemClock.monotonicMs): RateLimiter => {
    // A slow answer of a busy machine must not count as an outage.
    const contract = applyOverrides(profile('test'), {
      rates: { redisTimeoutMs: 1000, redisCooldownMs: 50 },
    });
    const onError = (error: unknown) => errors.push(error);
    const limiter = createRedisRateLimiter({
      url: redis.url,
      contract,
      clock: { ...systemClock, monotonicMs },
      random: Math.random,
      onError,
    });
    open.push(limiter);
    return limiter;
  };
  const warmUp: RateLimit = { name: 'warm-up', requestsMax: 1000, windowSeconds: 60 };
  /** A limiter counts locally until it is connected. */
  const connected = async (limiter = create()): Promise<RateLimiter> => {
    await redisClient.del('rostrum:rate/warm-up:caller');
    await until(async () => {
      await limiter.consume(warmUp, 'caller');
      return (await redisClient.exists('rostrum:rate/warm-up:caller')) === 1;
    }, 'the connection to Redis');
    return limiter;
  };

  beforeEach(async () => {
    redis = await startRedis(program ?? '');
    redisClient = new Redis(redis.url);
  });
  afterEach(async () => {
    for (const limiter of open.splice(0)) limiter.close();
    errors.length = 0;
    redisClient.disconnect();
    await redis.stop('SIGKILL');
  });

  test('shares counts between processes and uses a Redis key per caller', async () => {
    const [one, two] = [await connected(), await connected()];
    expect(await countAllowed(one, 2)).toBe(2);
    expect(await countAllowed(two, 5)).toBe(1);
    expect(await countAllowed(one, 5)).toBe(0);
    expect(await redisClient.keys('rostrum:rate/api/*')).toEqual(['rostrum:rate/api/key:tenant/key']);
    expect(await redisClient.ttl('rostrum:rate/api/key:tenant/key')).toBeGreaterThan(0);
  });

  test('refuses a caller over the limit without calling Redis', async () => {
    const limiter = await connected();
    await countAllowed(limiter, 20);
    expect(Number(await redisClient.get('rostrum:rate/api/key:tenant/key'))).toBeLessThanOrEqual(4);
  });

  test('counts locally during an outage, reports it once, and shares counts again afterwards', async () => {
    const limiter = await connected();
    redisClient.disconnect();
    await redis.stop('SIGKILL');
    expect(await countAllowed(limiter, 5, 'another caller')).toBe(3);
    await until(() => errors.length > 0, 'a reported outage');
    await countAllowed(limiter, 20, 'a third');
    expect(errors).toHaveLength(1);
    redis = await startRedis(program ?? '', Number(new URL(redis.url).port));
    redisClient = new Redis(redis.url);
    await connected(limiter);
    expect(await countAllowed(limiter, 5, 'a fourth')).toBe(3);
    expect(await redisClient.exists('rostrum:rate/api/key:a fourth')).toBe(1);
  });

  test('an unresponsive Redis delays one request and not the next ones', async () => {
    let stopped: number | null = null;
    const limiter = await connected(create(() => stopped ?? systemClock.monotonicMs()));
    stopped = systemClock.monotonicMs();
    process.kill(redis.pid, 'SIGSTOP');
    try {
      expect(await countAllowed(limiter, 5, 'waiting')).toBe(3);
      expect(errors).toHaveLength(1);
    } finally {
      process.kill(redis.pid, 'SIGCONT');
    }
    const asked = () => redisClient.get('rostrum:rate/api/key:waiting');
    await until(async () => (await asked()) !== null, 'the count in Redis');
    expect(await asked()).toBe('1');
    stopped = null;
    await connected(limiter);
  });
});
