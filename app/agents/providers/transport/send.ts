import http from 'node:http';
import https from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, constants as zlib } from 'node:zlib';
import { type PacedReadsDeps, paceReads } from './paced-reads.ts';

export interface HttpPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

export interface HttpReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** Sends a request and resolves with the status and the unread body. Redirects are not followed. */
export type Send = (post: HttpPost) => Promise<HttpReply>;

interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
  readonly onRequest?: (request: http.ClientRequest) => void;
}

/** Sends with Node's global agents. */
export const sendOverHttp: Send = (post) =>
  sendWith({ http: http.globalAgent, https: https.globalAgent }, post);

/** Sends with agents of its own, which read the replies together. */
export function createPacedSend(deps: PacedReadsDeps): Send {
  // As the global agents: they keep connections alive, and the environment may name a proxy.
  const { keepAlive, scheduling, timeout, proxyEnv } = https.globalAgent.options;
  const options = { keepAlive, scheduling, timeout, proxyEnv };
  const agents = { http: new http.Agent(options), https: new https.Agent(options) };
  const onRequest = paceReads(Object.values(agents), deps);
  return (post) => sendWith({ ...agents, onRequest }, post);
}

/** Node's own client: a token through it costs about two thirds of one through fetch, whose body is a web stream. */
const sendWith = (agents: Agents, { url, headers, body, signal }: HttpPost): Promise<HttpReply> =>
  new Promise((resolve, reject) => {
    const isSecure = url.startsWith('https:');
    const send = isSecure ? https.request : http.request;
    const request = send(url, {
      method: 'POST',
      signal,
      agent: isSecure ? agents.https : agents.http,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'rostrum',
        'accept-encoding': 'identity',
        ...headers,
      },
    });
    agents.onRequest?.(request);
    request.on('error', (cause: NodeJS.ErrnoException) =>
      // The error of several addresses has a code and no message.
      reject(new Error(`the request failed: ${cause.message || cause.code}`, { cause })),
    );
    request.once('response', (response) => {
      const encoding = response.headers['content-encoding'] ?? '';
      resolve({
        status: response.statusCode ?? 0,
        headers: Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
        ),
        body: decompress(response, encoding),
      });
    });
    request.end(body);
  });

/** Some proxies compress although the request forbids it. Each write of the server comes out at once. */
function decompress(body: Readable, encoding: string): Readable {
  const decoder = createDecoder(encoding);
  return decoder === null ? body : pipeline(body, decoder, () => {});
}

function createDecoder(encoding: string) {
  const flush = { flush: zlib.Z_SYNC_FLUSH };
  if (/gzip/i.test(encoding)) return createGunzip(flush);
  if (/deflate/i.test(encoding)) return createInflate(flush);
  return /br/i.test(encoding) ? createBrotliDecompress({ flush: zlib.BROTLI_OPERATION_FLUSH }) : null;
}
