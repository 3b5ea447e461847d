import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface HttpResult {
  /** 0: no response; the body contains the reason. */
  readonly status: number;
  readonly body: string;
}

interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: Agent;
  readonly timeoutMs?: number;
}

const requestTimeoutMs = 60_000;

/** Sends one request, on a new connection unless an agent is given. */
export async function sendRequest(url: string, options: RequestOptions = {}): Promise<HttpResult> {
  const { method = 'GET', body, headers = {}, agent, timeoutMs = requestTimeoutMs } = options;
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const sent = request(url, {
      method,
      agent: agent ?? new Agent({ keepAlive: false }),
      signal,
      headers: { ...headers, ...length },
    }).end(body);
    const [response] = await once(sent, 'response', { signal });
    return { status: response.statusCode, body: await text(response) };
  } catch (error) {
    return { status: 0, body: signal.aborted ? 'no answer in time' : errorCode(error) };
  }
}

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

/** The body of an error of the imitated gateway, as bare as those of AWS. */
export const gatewayErrorBody = 'The request could not be satisfied.';
const gatewayErrorTexts = ['No process could be reached', 'The process did not answer', gatewayErrorBody];

/** Describes an unexpected response; the text of an error shows whether it comes from a gateway. */
export function describeFailure({ status, body }: HttpResult): string {
  if (status === 0) return body;
  return gatewayErrorTexts.some((text) => body.includes(text)) ? `${status} of the gateway` : `${status}`;
}

/** The failures of all responses with another status. */
export const listFailures = (results: readonly HttpResult[], expectedStatus: number): string[] =>
  results.filter(({ status }) => status !== expectedStatus).map(describeFailure);
