import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { sendRequest } from './load.ts';

/** One address for all web processes, as a gateway in front of them would give. */
export interface Balancer {
  readonly url: string;
  /** The ports that are ready; all of them when none is. */
  ready(): readonly number[];
  close(): void;
}

/** Far less than a process that was told to stop goes on listening. */
const checkIntervalMs = 50;

/**
 * Hands each connection to one of the ports in turn, and to the next when that does not take it. Ports that say that
 * they are not ready get none. A connection breaks when its process does.
 */
export async function openBalancer(ports: () => readonly number[]): Promise<Balancer> {
  const open = new Set<Socket>();
  const health = watchHealth(ports);
  let nextIndex = 0;

  function connectTo(client: Socket, tries: number): void {
    const all = health.ready();
    const port = all[nextIndex++ % Math.max(1, all.length)];
    if (port === undefined || tries === 0) return void client.destroy();
    const server = connect(port, '127.0.0.1');
    let isConnected = false;
    server.once('connect', () => {
      isConnected = true;
      open.add(server);
      client.pipe(server).pipe(client);
    });
    server.on('error', () => {});
    server.once('close', () => {
      open.delete(server);
      if (isConnected || client.destroyed) client.destroy();
      else connectTo(client, tries - 1);
    });
    client.once('close', () => server.destroy());
  }

  const listener = createServer((client) => {
    open.add(client);
    client.on('error', () => {});
    client.once('close', () => open.delete(client));
    connectTo(client, ports().length + 1);
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    ready: health.ready,
    close() {
      health.close();
      listener.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** Asks every port again and again whether it is ready. A port counts as ready until it says that it is not. */
function watchHealth(ports: () => readonly number[]) {
  const unready = new Set<number>();
  const pending = new Set<number>();
  let isClosed = false;

  /** One that is slow to answer does not keep the others from being asked. */
  async function check(port: number): Promise<void> {
    if (pending.has(port)) return;
    pending.add(port);
    const { status } = await sendRequest(`http://127.0.0.1:${port}`, '/ready');
    pending.delete(port);
    if (status === 200) unready.delete(port);
    else unready.add(port);
  }
  async function run(): Promise<void> {
    while (!isClosed) {
      for (const port of ports()) void check(port);
      await pause(checkIntervalMs);
    }
  }
  void run();
  return {
    ready(): readonly number[] {
      const all = ports();
      const readyPorts = all.filter((port) => !unready.has(port));
      return readyPorts.length > 0 ? readyPorts : all;
    },
    close() {
      isClosed = true;
    },
  };
}
