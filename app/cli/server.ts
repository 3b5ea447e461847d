import { type Client, createClient } from '../client/client.ts';
import { WrongUsage } from './exit.ts';
import type { Terminal } from './terminal.ts';

export interface Server {
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly client: Client;
}

interface Said {
  readonly server?: string | undefined;
  readonly key?: string | undefined;
}

/** The server that was asked for; `localhost:8080` will do for an address. */
export function serverOf(said: Said, terminal: Pick<Terminal, 'server' | 'apiKey'>): Server {
  const address = said.server ?? terminal.server;
  const apiKey = said.key ?? terminal.apiKey;
  const url = URL.parse(address.includes('://') ? address : `http://${address}`);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new WrongUsage(`${address} is not the address of a server; an example is http://localhost:8080`);
  const baseUrl = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  return { baseUrl, apiKey, client: createClient({ baseUrl, apiKey }) };
}
