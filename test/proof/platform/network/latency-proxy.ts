import { connect, createServer, type Socket } from 'node:net';
import { listenOnFreePort } from './listen.ts';

/** Delays everything between two peers by `oneWayMs`, a close too. */
export interface LatencyProxy {
  readonly port: number;
  close(): void;
}

export async function openLatencyProxy(port: number, oneWayMs: number): Promise<LatencyProxy> {
  const open = new Set<Socket>();
  const schedule = (action: () => void) => setTimeout(action, oneWayMs);

  function pipeDelayed(from: Socket, to: Socket): void {
    open.add(from);
    from.on('data', (bytes) => schedule(() => void to.write(bytes)));
    from.on('end', () => schedule(() => void to.end()));
    from.on('error', () => schedule(() => void to.resetAndDestroy()));
    from.on('close', () => open.delete(from));
  }

  const listener = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    pipeDelayed(near, far);
    pipeDelayed(far, near);
  });
  return {
    port: await listenOnFreePort(listener),
    close() {
      listener.close();
      for (const socket of open) socket.destroy();
    },
  };
}
