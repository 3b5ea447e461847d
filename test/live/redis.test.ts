import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyOverrides } from '../../app/contract/overrides.ts';
import { profile } from '../../app/contract/profiles.ts';
import type { Contract } from '../../app/contract/types/contract.ts';
import type { Bus } from '../../app/live/bus.ts';
import { connectRedis } from '../support/live/buses.ts';
import { type RedisServer, redisProgram, startRedis } from '../support/processes/redis.ts';
import { until } from '../support/until.ts';

const program = redisProgram();

describe.skipIf(!program)('the Redis bus', () => {
  let server: RedisServer;
  let errors: unknown[];
  const openBuses: Bus[] = [];

  beforeEach(async () => {
    errors = [];
    server = await startRedis(program ?? '');
  });
  afterEach(async () => {
    await Promise.all(openBuses.splice(0).map((bus) => bus.close()));
    await server.stop('SIGKILL');
  });

  async function connect(contract?: Contract): Promise<Bus> {
    const bus = connectRedis(server.url, (error) => errors.push(error), contract);
    openBuses.push(bus);
    await until(() => bus.isHealthy(), 'the bus to connect');
    return bus;
  }

  async function restart(): Promise<void> {
    server = await startRedis(program ?? '', Number(new URL(server.url).port));
  }

  it('has one subscription per process and topic, and none when the last listener has left', async () => {
    const [bus, admin] = [await connect(), new Redis(server.url)];
    const subscribers = async () => (await admin.pubsub('NUMSUB', 'rostrum:debate/d1'))[1];
    const unsubscribe = await Promise.all([1, 2, 3].map(() => bus.subscribe('debate/d1', () => {})));
    expect(await subscribers()).toBe(1);
    unsubscribe[0]?.();
    unsubscribe[1]?.();
    await bus.subscribe('debate/d2', () => {});
    expect(await subscribers()).toBe(1);
    unsubscribe[2]?.();
    await bus.subscribe('debate/d3', () => {});
    expect(await subscribers()).toBe(0);
    admin.disconnect();
  });

  it('drops messages during an outage of Redis, reports it once, and recovers', async () => {
    const [here, there] = [await connect(), await connect()];
    const messages: string[] = [];
    await there.subscribe('debate/d1', (message) => messages.push(message));
    await server.stop('SIGKILL');
    await until(() => !here.isHealthy() && !there.isHealthy(), 'both buses to notice the outage');
    for (let index = 0; index < 100; index += 1) here.publish('debate/d1', 'lost');
    await until(() => errors.length > 0, 'an error');

    await restart();
    await until(() => here.isHealthy() && there.isHealthy(), 'both buses to reconnect');
    // The subscription is restored automatically, at some time after the connection.
    await until(() => {
      here.publish('debate/d1', 'received');
      return messages.length > 0;
    }, 'the restored subscription');
    expect(new Set(messages)).toEqual(new Set(['received']));
    // Each of the two processes has two connections.
    expect(errors.length).toBeLessThanOrEqual(4);
  });

  it('completes subscriptions made during an outage as soon as Redis is back', async () => {
    const [here, there] = [await connect(), await connect()];
    await server.stop('SIGKILL');
    await until(() => !there.isHealthy(), 'the second bus to notice the outage');
    const messages: string[] = [];
    const subscribed = there.subscribe('debate/d1', (message) => messages.push(message));
    await restart();
    await subscribed;
    await until(() => here.isHealthy(), 'the first bus to reconnect');
    here.publish('debate/d1', 'hello');
    await until(() => messages.length > 0, 'a message');
    expect(messages).toEqual(['hello']);
  });

  it('does not restore a subscription that was cancelled during an outage', async () => {
    const bus = await connect();
    const unsubscribe = await bus.subscribe('debate/d1', () => {});
    await server.stop('SIGKILL');
    await until(() => !bus.isHealthy(), 'the bus to notice the outage');
    unsubscribe();
    await restart();
    await until(() => bus.isHealthy(), 'the bus to connect');
    await bus.subscribe('debate/d2', () => {});
    const admin = new Redis(server.url);
    expect(await admin.pubsub('CHANNELS', '*')).toEqual(['rostrum:debate/d2']);
    admin.disconnect();
  });

  it('notices a Redis that does not answer, and reconnects when it does', async () => {
    const bus = await connect();
    const messages: string[] = [];
    await bus.subscribe('debate/d1', (message) => messages.push(message));
    process.kill(server.pid, 'SIGSTOP');
    await until(() => !bus.isHealthy(), 'the bus to notice the outage');
    process.kill(server.pid, 'SIGCONT');
    await until(() => bus.isHealthy(), 'the bus to connect');
    await until(() => {
      bus.publish('debate/d1', 'hello');
      return messages.length > 0;
    }, 'the restored subscription');
  });

  it('limits the number of pending messages to the contract', async () => {
    // A stall of a busy machine must not end the connection, which drops what is pending.
    const bus = await connect(applyOverrides(profile('test'), { bus: { commandTimeoutMs: 30_000 } }));
    let received = 0;
    await bus.subscribe('debate/d1', () => {
      received += 1;
    });
    for (let index = 0; index < 11_000; index += 1) bus.publish('debate/d1', 'hello');
    await until(() => received >= 10_000, '10,000 messages', { last: () => received });
    bus.publish('debate/d1', 'last');
    await until(() => received > 10_000, 'the message after the backlog', { last: () => received });
    expect(received).toBe(10_001);
  });

  it('sends pending messages before it closes', async () => {
    const [here, there] = [await connect(), await connect()];
    const messages: string[] = [];
    await there.subscribe('work', (message) => messages.push(message));
    here.publish('work', 'these debates are free');
    await here.close();
    await until(() => messages.length > 0, 'a message');
  });

  it('resolves pending subscriptions when it is closed during an outage', async () => {
    await server.stop('SIGKILL');
    const bus = connectRedis(server.url, (error) => errors.push(error));
    const subscribed = bus.subscribe('work', () => {});
    await bus.close();
    (await subscribed)();
  });

  it('uses TLS for a rediss:// URL', async () => {
    const received: Buffer[] = [];
    const listener = createServer((socket: Socket) =>
      socket.on('data', (data) => received.push(Buffer.from(data))),
    );
    await once(listener.listen(0, '127.0.0.1'), 'listening');
    const address = listener.address();
    const port = typeof address === 'object' ? address?.port : null;
    const bus = connectRedis(`rediss://127.0.0.1:${port}`, (error) => errors.push(error));
    await until(() => received.length > 0, 'the first bytes');
    const [handshakeRecord] = received[0] ?? [];
    expect(handshakeRecord).toBe(0x16);
    await bus.close();
    listener.close();
  });
});
