import { type Client, createClient } from '../client/client.ts';
import { UsageError } from '../shared/command-line/usage-error.ts';
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

/** The server of --server or the terminal. The address may lack a scheme: `localhost:8080`. Throws UsageError. */
export function resolveServer(
  options: ServerOptions,
  terminal: Pick<Terminal, 'server' | 'apiKey'>,
): ServerTarget {
  const address = options.server ?? terminal.server;
  const apiKey = options.key ?? terminal.apiKey;
  const url = URL.parse(address.includes('://') ? address : `http://${address}`);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new UsageError(`invalid server address ${address}; an example is http://localhost:8080`);
  const baseUrl = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  return { baseUrl, apiKey, client: createClient({ baseUrl, apiKey }) };
}
