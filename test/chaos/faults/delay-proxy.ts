import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A proxy to a local port with an adjustable delay. */
export interface DelayProxy {
  readonly port: number;
  /** Delays everything from now on, in both directions. */
  delay(ms: number): void;
  close(): void;
}

export async function openDelayProxy(port: number): Promise<DelayProxy> {
  const open = new Set<Socket>();
  let delayMs = 0;

  /** Delivers the chunks in order, each after its delay. */
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
      // The close tells the other end.
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
