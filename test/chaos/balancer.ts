import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** One address for all web processes, as a gateway in front of them would give. */
export interface Balancer {
  readonly url: string;
  close(): void;
}

/**
 * Hands each connection to one of the ports in turn, and to the next when that does not take it. A connection
 * breaks when its process does.
 */
export async function openBalancer(ports: () => readonly number[]): Promise<Balancer> {
  const open = new Set<Socket>();
  let turn = 0;

  function join(client: Socket, tries: number): void {
    const all = ports();
    const port = all[turn++ % Math.max(1, all.length)];
    if (port === undefined || tries === 0) return void client.destroy();
    const server = connect(port, '127.0.0.1');
    let joined = false;
    server.once('connect', () => {
      joined = true;
      open.add(server);
      client.pipe(server).pipe(client);
    });
    server.on('error', () => {});
    server.once('close', () => {
      open.delete(server);
      if (joined || client.destroyed) client.destroy();
      else join(client, tries - 1);
    });
    client.once('close', () => server.destroy());
  }

  const listener = createServer((client) => {
    open.add(client);
    client.on('error', () => {});
    client.once('close', () => open.delete(client));
    join(client, ports().length + 1);
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close() {
      listener.close();
      for (const socket of open) socket.destroy();
    },
  };
}
