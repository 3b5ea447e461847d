import { type Client, createClient } from '../client/client.ts';
import { WrongUsage } from './exit.ts';
import type { Terminal } from './terminal.ts';

export interface Server {
  readonly baseUrl: string;
  readonly client: Client;
}

/** The server that was asked for; `localhost:8080` will do for an address. */
export function serverOf(said: string | undefined, terminal: Pick<Terminal, 'server'>): Server {
  const address = said ?? terminal.server;
  const url = URL.parse(address.includes('://') ? address : `http://${address}`);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new WrongUsage(`${address} is not the address of a server; an example is http://localhost:8080`);
  const baseUrl = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  return { baseUrl, client: createClient({ baseUrl }) };
}
