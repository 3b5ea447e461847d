import type { IncomingHttpHeaders } from 'node:http';
import {
  type CheckedRequest,
  describeRequestError,
  type ResolveHost,
  sendCheckedRequest,
} from '../shared/outbound/checked-request.ts';
import { readBytes } from './read-bytes.ts';
import { searchUnavailable } from './source-refused.ts';

/** Sends a request to the search server, and reads the whole answer. */
export type SendToServer = (
  request: Pick<CheckedRequest, 'url' | 'method' | 'headers' | 'body'>,
) => Promise<ServerAnswer>;

export interface ServerAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const answerBytesMax = 1024 * 1024;

export const createSender =
  (token: string | null, lookUp: ResolveHost, signal: AbortSignal): SendToServer =>
  async ({ headers, ...request }) => {
    const response = await sendCheckedRequest({
      ...request,
      headers: {
        'user-agent': 'rostrum',
        'accept-encoding': 'identity',
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      signal,
      resolve: lookUp,
      isAllowedAddress: () => true,
    }).catch((error: unknown) => {
      throw searchUnavailable(`the search server did not answer: ${describeRequestError(error)}.`);
    });
    const bytes = await readBytes(response, { bytesMax: answerBytesMax, reserve() {} });
    const { statusCode: status = 0, headers: answered } = response;
    if (status === 401 || status === 403)
      throw searchUnavailable(
        `the search server answered ${status}. Its operator can give a token with ROSTRUM_SEARCH_TOKEN.`,
      );
    if (status >= 300) throw searchUnavailable(`the search server answered ${status}.`);
    return { status, headers: answered, text: new TextDecoder().decode(bytes) };
  };
