import { type Client, createClient } from '../client/client.ts';
import { UsageError } from './exit-codes.ts';
import type { Terminal } from './output/terminal.ts';

export interface ServerTarget {
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly client: Client;
}

interface ServerOptions {
  readonly server?: string | undefined;
  readonly key?: string | undefined;
}

/** The server that was asked for; `localhost:8080` will do for an address. */
export function resolveServer(
  options: ServerOptions,
  terminal: Pick<Terminal, 'server' | 'apiKey'>,
): ServerTarget {
  const address = options.server ?? terminal.server;
  const apiKey = options.key ?? terminal.apiKey;
  const url = URL.parse(address.includes('://') ? address : `http://${address}`);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new UsageError(`${address} is not the address of a server; an example is http://localhost:8080`);
  const baseUrl = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  return { baseUrl, apiKey, client: createClient({ baseUrl, apiKey }) };
}
