import { isJsonObject } from '../shared/is-json-object.ts';
import type { SendToServer, ServerAnswer } from './search-request.ts';
import { searchUnavailable } from './source-refused.ts';

/** A session with an MCP server over streamable HTTP. Both reject with SourceRefused. */
export interface McpSession {
  /** The result of a request. */
  request(method: string, params: object): Promise<RpcResult>;
  /** Tells the server that it can forget the session. Never rejects. */
  close(): Promise<void>;
}

type RpcResult = Readonly<Record<string, unknown>>;

const protocolVersion = '2025-06-18';

export async function openMcpSession(url: URL, send: SendToServer): Promise<McpSession> {
  let id = 0;
  let headers: Readonly<Record<string, string>> = {};
  const post = (message: object) =>
    send({
      url,
      method: 'POST',
      headers: {
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: '2.0', ...message }),
    });
  const exchange = async (method: string, params: object) => {
    id += 1;
    const answer = await post({ id, method, params });
    return { answer, result: readRpcAnswer(answer, id) };
  };
  const { answer, result } = await exchange('initialize', {
    protocolVersion,
    capabilities: {},
    clientInfo: { name: 'rostrum', version: '1' },
  });
  const session = answer.headers['mcp-session-id'];
  headers = {
    'mcp-protocol-version':
      typeof result.protocolVersion === 'string' ? result.protocolVersion : protocolVersion,
    ...(typeof session === 'string' && { 'mcp-session-id': session }),
  };
  await post({ method: 'notifications/initialized' });
  return {
    request: async (method, params) => (await exchange(method, params)).result,
    async close() {
      if (session !== undefined) await send({ url, method: 'DELETE', headers }).catch(() => {});
    },
  };
}

/** The result of the request in a JSON body, or in one of the events of a stream. */
export function readRpcAnswer(
  { headers, text }: Pick<ServerAnswer, 'headers' | 'text'>,
  id: number,
): RpcResult {
  const isStream = headers['content-type']?.startsWith('text/event-stream') ?? false;
  const messages = isStream ? readEvents(text) : [text];
  for (const message of messages) {
    const { id: answered, result, error } = parseMessage(message);
    if (answered !== id) continue;
    if (isJsonObject(result)) return result;
    const reason = isJsonObject(error) ? error.message : null;
    throw searchUnavailable(`the search server refused: ${String(reason).slice(0, 300)}`);
  }
  throw searchUnavailable('the search server did not answer as an MCP server (streamable HTTP) does.');
}

/** The data of each event. */
function readEvents(text: string): readonly string[] {
  const events: string[][] = [[]];
  for (const line of text.split(/\r\n|\r|\n/))
    if (line === '') events.push([]);
    else if (line.startsWith('data:')) events.at(-1)?.push(line.slice('data:'.length));
  return events.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
}

function parseMessage(text: string): RpcResult {
  try {
    const message: unknown = JSON.parse(text);
    return isJsonObject(message) ? message : {};
  } catch {
    return {};
  }
}
