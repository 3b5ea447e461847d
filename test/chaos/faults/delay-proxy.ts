import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A way to a port of this machine that can be made long. */
export interface DelayProxy {
  readonly port: number;
  /** What is said from now on arrives so much later, on either side. */
  delay(ms: number): void;
  close(): void;
}

export async function openDelayProxy(port: number): Promise<DelayProxy> {
  const open = new Set<Socket>();
  let delayMs = 0;

  /** In order, each piece once it has been on its way for long enough. */
  async function pipeDelayed(from: Socket, to: Socket): Promise<void> {
    let previous: Promise<unknown> = Promise.resolve();
    for await (const bytes of from) {
      const delayed = Promise.all([previous, delayMs > 0 ? pause(delayMs) : null]);
      previous = delayed.then(() => void to.write(bytes));
    }
    await previous;
    to.end();
  }

  const listener = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      open.add(socket);
      socket.once('close', () => {
        open.delete(socket);
        other.destroy();
      });
      // One end is gone: the other hears of it by the close.
      socket.on('error', () => {});
      pipeDelayed(socket, other).catch(() => {});
    }
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    delay(ms) {
      delayMs = ms;
    },
    close() {
      listener.close();
      for (const socket of open) socket.destroy();
    },
  };
}
