import { once } from 'node:events';
import { Server, type ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Contract } from '../contract/contract.ts';
import { nodeServerLimits } from '../contract/derive.ts';
import type { Viewers } from '../live/viewers.ts';
import { answerBrokenRequests } from './broken-requests.ts';
import type { AppEnv } from './parts.ts';
import { createSocketServer } from './socket.ts';

export interface ListenParts {
  readonly app: OpenAPIHono<AppEnv>;
  readonly contract: Contract;
  readonly viewers: Viewers;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

export interface RunningServer {
  /** Where it listens: `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /**
   * Takes no more connections, tells viewers to move, waits for the answers that are on their way, and then closes
   * what is left. When `cut` aborts it waits no longer.
   */
  close(cut: AbortSignal): Promise<void>;
}

/** The server cannot listen. The message is for whoever starts the program, and names the cure. */
export class CannotListen extends Error {
  override readonly name = 'CannotListen';
}

/** Listens with the timeouts of the contract. Throws CannotListen. */
export async function listen({ app, contract, viewers, host, port }: ListenParts): Promise<RunningServer> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    hostname: host,
    websocket: { server: createSocketServer(contract) },
    serverOptions: {
      ...nodeServerLimits(contract),
      // Any other upgrade (h2c) is to be ignored; node-server would leave such a connection without an answer.
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    },
  });
  if (!(server instanceof Server)) throw new Error('the server is not a plain HTTP server');
  answerBrokenRequests(server);
  const traffic = trackTraffic(server);
  server.listen(port, host);
  await once(server, 'listening').catch((error) => {
    throw new CannotListen(whyNot(error, host, port), { cause: error });
  });

  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    async close(cut) {
      // The close of Node's HTTP server would also cut answers that are handed over, but not sent.
      const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
      await viewers.drain(contract.process.viewerCloseMs);
      await traffic.answered(cut);
      server.close();
      traffic.cut();
      await closed;
    },
  };
}

function whyNot(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${host} is taken. Stop what listens there, or set PORT to another (0 takes any free one).`;
    case 'EACCES':
      return `This user may not listen on port ${port}. Set PORT to one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${host}. Set HOST to one that it has, such as 127.0.0.1.`;
    default:
      return `The server cannot listen on ${host}, port ${port}: ${error}`;
  }
}

interface Traffic {
  /** Resolves when no answer is on its way, or when `cut` aborts. */
  answered(cut: AbortSignal): Promise<void>;
  /** Closes every connection at once. */
  cut(): void;
}

function trackTraffic(server: Server): Traffic {
  const sockets = new Set<Socket>();
  const answers = new Set<ServerResponse>();
  let onAnswered = () => {};

  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', (_, answer) => {
    answers.add(answer);
    answer.once('close', () => {
      answers.delete(answer);
      if (answers.size === 0) onAnswered();
    });
  });

  return {
    answered: (cut) =>
      new Promise((resolve) => {
        onAnswered = resolve;
        cut.addEventListener('abort', () => resolve());
        if (answers.size === 0 || cut.aborted) resolve();
      }),
    cut() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
