import type { ProblemResponse } from '../debate/views/responses.ts';

export interface ClientOptions {
  /** '': the origin of the page. */
  readonly baseUrl: string;
  /** `rk_…`, for a server that requires keys. */
  readonly apiKey?: string | undefined;
  readonly fetch?: typeof fetch;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** The server refused or failed. `code` is from its catalogue; `detail` says how to fix it. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: NonNullable<ProblemResponse['errors']>;
  /** Seconds to wait before a retry, if the server says so. */
  readonly retryAfterSeconds: number | null;

  constructor(
    problem: Pick<ProblemResponse, 'status' | 'code' | 'detail' | 'errors'>,
    retryAfter: string | null,
  ) {
    super(problem.detail);
    this.name = 'ApiError';
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.errors = problem.errors ?? [];
    this.retryAfterSeconds = retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : null;
  }
}

/** No response: nothing listens at the address, or the connection broke. */
export class ServerUnreachable extends Error {
  readonly url: string;

  constructor(url: string, cause: unknown) {
    super(`No answer from ${url}`, { cause });
    this.name = 'ServerUnreachable';
    this.url = url;
  }
}

export interface RequestOptions extends CallOptions {
  readonly method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: object;
  readonly accept?: string;
  readonly idempotencyKey?: string | undefined;
}

export interface RawResponse {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

export const authorizationHeaders = (apiKey: string | undefined): Readonly<Record<string, string>> =>
  apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };

/** Sends requests below `/api/v1`. Rejects as described at createClient. */
export function createRequester({ baseUrl, apiKey, fetch: fetchImpl }: ClientOptions) {
  const root = `${baseUrl.replace(/\/+$/, '')}/api/v1`;
  const headers = authorizationHeaders(apiKey);
  return {
    root,
    request: (path: string, options: RequestOptions = {}) =>
      sendRequest(fetchImpl ?? globalThis.fetch, `${root}${path}`, { ...options, headers }),
  };
}

type AuthorizedRequestOptions = RequestOptions & { readonly headers: Readonly<Record<string, string>> };

async function sendRequest(
  fetchImpl: typeof fetch,
  url: string,
  options: AuthorizedRequestOptions,
): Promise<RawResponse> {
  const { method = 'GET', body, signal, idempotencyKey, accept = 'application/json' } = options;
  const headers = new Headers({ ...options.headers, accept });
  if (body) headers.set('content-type', 'application/json');
  if (idempotencyKey) headers.set('idempotency-key', idempotencyKey);
  try {
    const payload = body ? JSON.stringify(body) : null;
    const response = await fetchImpl(url, { method, headers, body: payload, signal: signal ?? null });
    const raw = { url, status: response.status, text: await response.text() };
    if (response.ok) return raw;
    throw new ApiError(parseProblem(raw), response.headers.get('retry-after'));
  } catch (error) {
    if (error instanceof ApiError) throw error;
    signal?.throwIfAborted();
    throw new ServerUnreachable(url, error);
  }
}

type Problem = Pick<ProblemResponse, 'status' | 'code' | 'detail' | 'errors'>;

/** Parses a problem document; converts any other error page, such as a gateway's, to one. */
export function parseProblem({ url, status, text }: RawResponse): Problem {
  const problem = tryParseJson(text);
  if (isProblem(problem)) return problem;
  return { status, code: 'not-a-problem', detail: `${url} answered ${status} without a problem document` };
}

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'code' in value && 'detail' in value && 'status' in value;

/** Parses the response of a route. Throws ApiError if it is not a JSON object, as from a server that is not Rostrum. */
export function parseJsonResponse<T>({ url, status, text }: RawResponse): T {
  const value = tryParseJson(text);
  if (typeof value === 'object' && value !== null) return value as T;
  const detail = `${url} did not return JSON: is this a Rostrum server?`;
  throw new ApiError({ status, code: 'not-json', detail }, null);
}

function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function toQueryString(params: Readonly<Record<string, string | number | undefined>>): string {
  const pairs = Object.entries(params).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : '';
}
