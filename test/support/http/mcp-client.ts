import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/** The official client of the Model Context Protocol, connected to `/mcp` of a server. */
export async function connectMcpClient(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Client> {
  const client = new Client({ name: 'a test', version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(new URL('/mcp', url), { requestInit: { headers } });
  // The type of its session id does not allow that it is undefined, which it may be.
  await client.connect(transport as Parameters<Client['connect']>[0]);
  return client;
}

/** The text of a result, which is for the model. */
export function textOfResult(result: Awaited<ReturnType<Client['callTool']>>): string {
  const [first] = Array.isArray(result.content) ? result.content : [];
  return String(first?.text);
}
