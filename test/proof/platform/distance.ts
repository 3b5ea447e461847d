import { connect, createServer, type Socket } from 'node:net';
import { listening } from './listening.ts';

/** A way between two machines: all that happens at one end is seen at the other `oneWayMs` later, a close, too. */
export interface Distance {
  readonly port: number;
  close(): void;
}

export async function openDistance(port: number, oneWayMs: number): Promise<Distance> {
  const open = new Set<Socket>();
  const later = (act: () => void) => setTimeout(act, oneWayMs);

  function carry(from: Socket, to: Socket): void {
    open.add(from);
    from.on('data', (bytes) => later(() => void to.write(bytes)));
    from.on('end', () => later(() => void to.end()));
    from.on('error', () => later(() => void to.resetAndDestroy()));
    from.on('close', () => open.delete(from));
  }

  const listener = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    carry(near, far);
    carry(far, near);
  });
  return {
    port: await listening(listener),
    close() {
      listener.close();
      for (const socket of open) socket.destroy();
    },
  };
}
