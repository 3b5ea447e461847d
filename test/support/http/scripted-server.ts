import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A received request. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type ScriptedAnswer = (response: ServerResponse, request: ReceivedRequest) => void;

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
}

/**
 * Starts an HTTP server on a free loopback port that answers by a script: `METHOD /path` → answers. Each request
 * takes the next answer; the last one repeats. Other requests get a 404.
 */
export async function startScriptedServer(
  script: Readonly<Record<string, ScriptedAnswer | readonly ScriptedAnswer[]>>,
): Promise<ScriptedServer> {
  const requests: ReceivedRequest[] = [];
  const answerCounts = new Map<string, number>();
  const server = createServer(async (incoming, response) => {
    const { method = '', url = '', headers } = incoming;
    const request = { method, url, headers, body: await text(incoming) };
    requests.push(request);
    const key = `${method} ${url.split('?')[0]}`;
    const answers = [script[key] ?? []].flat();
    const count = answerCounts.get(key) ?? 0;
    answerCounts.set(key, count + 1);
    const answer =
      answers[Math.min(count, answers.length - 1)] ?? problemAnswer(404, 'not-found', `nothing at ${key}`);
    answer(response, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

export const jsonAnswer =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ScriptedAnswer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

export const textAnswer =
  (status: number, body: string, headers: Readonly<Record<string, string>> = {}): ScriptedAnswer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(body);

export const problemAnswer = (
  status: number,
  code: string,
  detail: string,
  more: { readonly errors?: readonly object[]; readonly headers?: Readonly<Record<string, string>> } = {},
): ScriptedAnswer =>
  jsonAnswer(
    status,
    {
      type: `urn:rostrum:${code}`,
      title: code,
      status,
      code,
      detail,
      ...(more.errors ? { errors: more.errors } : {}),
    },
    { 'content-type': 'application/problem+json', ...more.headers },
  );

/** Breaks the connection before the answer, or after the text `after` of it. */
export const hangUp =
  (after = ''): ScriptedAnswer =>
  (response) => {
    if (!after) return void response.destroy();
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write(after, () => response.destroy());
  };

export const noAnswer: ScriptedAnswer = () => {};
