import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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

  async function connect(): Promise<Bus> {
    const bus = connectRedis(server.url, (error) => errors.push(error));
    openBuses.push(bus);
    await until(() => bus.isHealthy());
    return bus;
  }

  async function restart(): Promise<void> {
    server = await startRedis(program ?? '', Number(new URL(server.url).port));
  }

  it('has one subscription a process, however many listen, and none when the last has left', async () => {
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

  it('drops what is published while Redis is away, says so once, and is whole when it is back', async () => {
    const [here, there] = [await connect(), await connect()];
    const messages: string[] = [];
    await there.subscribe('debate/d1', (message) => messages.push(message));
    await server.stop('SIGKILL');
    await until(() => !here.isHealthy() && !there.isHealthy());
    for (let index = 0; index < 100; index += 1) here.publish('debate/d1', 'lost');
    await until(() => errors.length > 0);

    await restart();
    await until(() => here.isHealthy() && there.isHealthy());
    // Its subscription is made again in its own time: what counts is that it comes without anybody's doing.
    await until(() => {
      here.publish('debate/d1', 'heard');
      return messages.length > 0;
    });
    expect(new Set(messages)).toEqual(new Set(['heard']));
    // Each of the two processes has two connections.
    expect(errors.length).toBeLessThanOrEqual(4);
  });

  it('subscribes as soon as Redis is there, to what was asked for while it was away', async () => {
    const [here, there] = [await connect(), await connect()];
    await server.stop('SIGKILL');
    await until(() => !there.isHealthy());
    const messages: string[] = [];
    const subscribed = there.subscribe('debate/d1', (message) => messages.push(message));
    await restart();
    await subscribed;
    await until(() => here.isHealthy());
    here.publish('debate/d1', 'hello');
    await until(() => messages.length > 0);
    expect(messages).toEqual(['hello']);
  });

  it('forgets a subscription that was given up while Redis was away', async () => {
    const bus = await connect();
    const unsubscribe = await bus.subscribe('debate/d1', () => {});
    await server.stop('SIGKILL');
    await until(() => !bus.isHealthy());
    unsubscribe();
    await restart();
    await until(() => bus.isHealthy());
    await bus.subscribe('debate/d2', () => {});
    const admin = new Redis(server.url);
    expect(await admin.pubsub('CHANNELS', '*')).toEqual(['rostrum:debate/d2']);
    admin.disconnect();
  });

  it('notices a Redis that is connected and does not answer, and comes back to it', async () => {
    const bus = await connect();
    const messages: string[] = [];
    await bus.subscribe('debate/d1', (message) => messages.push(message));
    process.kill(server.pid, 'SIGSTOP');
    await until(() => !bus.isHealthy());
    process.kill(server.pid, 'SIGCONT');
    await until(() => bus.isHealthy());
    await until(() => {
      bus.publish('debate/d1', 'hello');
      return messages.length > 0;
    });
  });

  it('lets no more pile up for a Redis that does not answer than the contract allows', async () => {
    const bus = await connect();
    let received = 0;
    await bus.subscribe('debate/d1', () => {
      received += 1;
    });
    for (let index = 0; index < 11_000; index += 1) bus.publish('debate/d1', 'hello');
    await until(() => received >= 10_000);
    bus.publish('debate/d1', 'last');
    await until(() => received > 10_000);
    expect(received).toBe(10_001);
  });

  it('sends its last words when it is closed', async () => {
    const [here, there] = [await connect(), await connect()];
    const messages: string[] = [];
    await there.subscribe('work', (message) => messages.push(message));
    here.publish('work', 'these debates are free');
    await here.close();
    await until(() => messages.length > 0);
  });

  it('does not keep anybody waiting when it is closed while Redis is away', async () => {
    await server.stop('SIGKILL');
    const bus = connectRedis(server.url, (error) => errors.push(error));
    const subscribed = bus.subscribe('work', () => {});
    await bus.close();
    (await subscribed)();
  });

  it('speaks TLS to a rediss:// address', async () => {
    const received: Buffer[] = [];
    const listener = createServer((socket: Socket) =>
      socket.on('data', (data) => received.push(Buffer.from(data))),
    );
    await once(listener.listen(0, '127.0.0.1'), 'listening');
    const address = listener.address();
    const port = typeof address === 'object' ? address?.port : null;
    const bus = connectRedis(`rediss://127.0.0.1:${port}`, (error) => errors.push(error));
    await until(() => received.length > 0);
    const [handshakeRecord] = received[0] ?? [];
    expect(handshakeRecord).toBe(0x16);
    await bus.close();
    listener.close();
  });
});
