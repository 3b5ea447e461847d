import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

export type ReceiveConnection = (socket: Socket) => void;

/** The connections of an HTTP server: from a port of its process, or from the process that has the port. */
export interface ConnectionSource {
  /** `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  receive(onConnection: ReceiveConnection): void;
  /** Resolves when no further connection arrives. */
  close(): Promise<void>;
}

/** A listening socket, apart from the server, so that its connections can go to another process. */
export interface Port extends ConnectionSource {
  /**
   * Sends connections to another process from now on; null: they wait. After that only `stopListening` closes the port.
   */
  forward(send: ReceiveConnection | null): void;
  stopListening(): void;
}

export interface PortOptions {
  readonly host: string;
  /** 0 selects a free port. */
  readonly port: number;
  /** Connections that may wait to be accepted; the system may allow fewer. */
  readonly backlogMax: number;
}

/** The program cannot listen. The message is for the operator and names the fix. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** Listens on a port. Throws a ListenError. */
export async function openPort({ host, port, backlogMax }: PortOptions): Promise<Port> {
  // Paused, so that no byte of a connection is read before it is where it is handled.
  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true });
  const waiting: Socket[] = [];
  let receiver: ReceiveConnection | null = null;
  let isForwarded = false;

  function deliverTo(next: ReceiveConnection | null): void {
    receiver = next;
    if (next) for (const socket of waiting.splice(0)) next(socket);
  }

  server.on('connection', (socket) => {
    if (receiver) receiver(socket);
    else waiting.push(socket);
  });
  server.listen({ port, host, backlog: backlogMax });
  await once(server, 'listening').catch((error) => {
    throw new ListenError(describeListenError(error, host, port), { cause: error });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    receive: deliverTo,
    async close() {
      if (!isForwarded) server.close();
    },
    forward(send) {
      isForwarded = true;
      deliverTo(send);
    },
    stopListening() {
      server.close();
    },
  };
}

function describeListenError(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'EADDRINUSE':
      return (
        `Port ${port} on ${host} is in use. Stop the process that listens there, or set PORT to another port ` +
        '(0 selects a free one).'
      );
    case 'EACCES':
      return `This user may not listen on port ${port}. Set PORT to a port above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine does not have the address ${host}. Set HOST to one that it has, such as 127.0.0.1.`;
    default:
      return `The server cannot listen on ${host}, port ${port}: ${error}`;
  }
}
