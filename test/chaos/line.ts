import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A way to a port of this machine that can be made long. */
export interface Line {
  readonly port: number;
  /** What is said from now on arrives so much later, on either side. */
  delay(ms: number): void;
  close(): void;
}

export async function openLine(port: number): Promise<Line> {
  const open = new Set<Socket>();
  let delayMs = 0;

  /** In order, each piece once it has been on its way for long enough. */
  async function carry(from: Socket, to: Socket): Promise<void> {
    let before: Promise<unknown> = Promise.resolve();
    for await (const bytes of from) {
      const travelled = Promise.all([before, delayMs > 0 ? pause(delayMs) : null]);
      before = travelled.then(() => void to.write(bytes));
    }
    await before;
    to.end();
  }

  const listener = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.once('close', () => {
        open.delete(socket);
        other.destroy();
      });
      // One end is gone: the other hears of it by the close.
      socket.on('error', () => {});
      carry(socket, other).catch(() => {});
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
