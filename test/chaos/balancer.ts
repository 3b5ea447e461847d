import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { sendRequest } from './load.ts';

/** One address for all web processes, like a gateway. */
export interface Balancer {
  readonly url: string;
  /** The ports that are ready; all of them when none is. */
  ready(): readonly number[];
  close(): void;
}

/** Much shorter than a stopping process keeps listening. */
const checkIntervalMs = 50;

/**
 * Distributes connections to the ports in turn, and to the next one when a port refuses. Unready ports get none. A
 * connection breaks when its process exits.
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

/** Polls the readiness of every port. A port counts as ready until it reports otherwise. */
function watchHealth(ports: () => readonly number[]) {
  const unready = new Set<number>();
  const pending = new Set<number>();
  let isClosed = false;

  /** A slow port does not delay the checks of the others. */
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
