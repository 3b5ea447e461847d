import type { Envelope } from '../debate/frames.ts';
import type { DecisionRecord } from '../debate/record.ts';
import type {
  AgentsResource,
  CreatedResource,
  DebateListResource,
  DebateResource,
  EventsResource,
  NewDebateBody,
  ProblemResource,
} from '../debate/resources.ts';

/** The HTTP surface as functions, for the page, the terminal and anyone's program; needs nothing but `fetch`. */
export interface Client {
  /** Starts a debate. The same key and body give the same debate again, so a doubtful call may be repeated. */
  create(
    body: NewDebateBody,
    options?: Call & { readonly idempotencyKey?: string },
  ): Promise<CreatedResource>;
  get(id: string, options?: Call): Promise<DebateResource>;
  list(query?: ListQuery, options?: Call): Promise<DebateListResource>;
  /** The record, or null while the debate runs; waits up to `waitSeconds` for its end. */
  record(id: string, options?: Call & { readonly waitSeconds?: number }): Promise<DecisionRecord | null>;
  /** One page of stored events after a seq. */
  events(
    id: string,
    options?: Call & { readonly after?: number; readonly limit?: number },
  ): Promise<EventsResource<Envelope>>;
  /** The text of one document. */
  evidence(id: string, evidence: string, options?: Call): Promise<string>;
  /** The debate as it stands then. */
  command(id: string, command: Command, options?: Call): Promise<DebateResource>;
  /** A note to the whole panel. */
  note(id: string, text: string, options?: Call): Promise<DebateResource>;
  /** Deletes a debate that has ended. */
  remove(id: string, options?: Call): Promise<void>;
  agents(options?: Call): Promise<AgentsResource>;
  exportUrl(id: string, format: ExportFormat): string;
  /** The same as text. */
  exported(id: string, format: ExportFormat, options?: Call): Promise<string>;
}

export type Command = 'cancel' | 'pause' | 'resume' | 'conclude';
export type ExportFormat = 'md' | 'json' | 'jsonl' | 'html';

export interface Call {
  readonly signal?: AbortSignal | undefined;
}

export interface ListQuery {
  /** Words to search for. */
  readonly q?: string | undefined;
  readonly status?: DebateResource['status'] | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** The server refused or failed: `code` is from its catalogue, `detail` says how to cure it. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: NonNullable<ProblemResource['errors']>;
  /** When to try again, where the server says so. */
  readonly retryAfterSeconds: number | null;

  constructor(
    problem: Pick<ProblemResource, 'status' | 'code' | 'detail' | 'errors'>,
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

/** No answer came: nothing listens there, or the connection broke. */
export class ServerUnreachable extends Error {
  readonly url: string;

  constructor(url: string, cause: unknown) {
    super(`No answer from ${url}`, { cause });
    this.name = 'ServerUnreachable';
    this.url = url;
  }
}

/**
 * A client of the server at `baseUrl` ('' is the page's own). Every call throws ApiError when the server refuses,
 * ServerUnreachable when it does not answer, and the signal's reason when the caller gives up.
 */
export function createClient(server: { readonly baseUrl: string; readonly fetch?: typeof fetch }): Client {
  const root = `${server.baseUrl.replace(/\/+$/, '')}/api/v1`;
  const send = (path: string, sending: Sending = {}) =>
    exchange(server.fetch ?? globalThis.fetch, `${root}${path}`, sending);
  const debate = (id: string) => `/debates/${encodeURIComponent(id)}`;
  const exportPath = (id: string, format: ExportFormat) => `${debate(id)}/export?format=${format}`;

  return {
    create: async (body, { signal, idempotencyKey } = {}) =>
      json(await send('/debates', { method: 'POST', body, signal, idempotencyKey })),
    get: async (id, call) => json(await send(debate(id), call)),
    list: async ({ q, status, limit, cursor } = {}, call) =>
      json(await send(`/debates${search({ q, status, limit, cursor })}`, call)),
    record: async (id, { waitSeconds, signal } = {}) => {
      const answer = await send(`${debate(id)}/record${search({ wait: waitSeconds })}`, { signal });
      return answer.status === 202 ? null : json(answer);
    },
    events: async (id, { after, limit, signal } = {}) =>
      json(await send(`${debate(id)}/events${search({ after, limit })}`, { signal })),
    evidence: async (id, evidence, call) =>
      (await send(`${debate(id)}/evidence/${encodeURIComponent(evidence)}`, { ...call, accept: '*/*' })).text,
    command: async (id, command, call) =>
      json(await send(`${debate(id)}/${command}`, { ...call, method: 'POST' })),
    note: async (id, text, call) =>
      json(await send(`${debate(id)}/notes`, { ...call, method: 'POST', body: { text } })),
    remove: async (id, call) => {
      await send(debate(id), { ...call, method: 'DELETE' });
    },
    agents: async (call) => json(await send('/agents', call)),
    exportUrl: (id, format) => `${root}${exportPath(id, format)}`,
    exported: async (id, format, call) =>
      (await send(exportPath(id, format), { ...call, accept: '*/*' })).text,
  };
}

interface Sending extends Call {
  readonly method?: 'POST' | 'DELETE';
  readonly body?: object;
  readonly accept?: string;
  readonly idempotencyKey?: string | undefined;
}

interface Answer {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

async function exchange(send: typeof fetch, url: string, sending: Sending): Promise<Answer> {
  const { method = 'GET', body, signal, idempotencyKey, accept = 'application/json' } = sending;
  const headers = new Headers({ accept });
  if (body) headers.set('content-type', 'application/json');
  if (idempotencyKey) headers.set('idempotency-key', idempotencyKey);
  try {
    const json = body ? JSON.stringify(body) : null;
    const response = await send(url, { method, headers, body: json, signal: signal ?? null });
    const answer = { url, status: response.status, text: await response.text() };
    if (response.ok) return answer;
    throw new ApiError(problemIn(answer), response.headers.get('retry-after'));
  } catch (error) {
    if (error instanceof ApiError) throw error;
    signal?.throwIfAborted();
    throw new ServerUnreachable(url, error);
  }
}

type Problem = Pick<ProblemResource, 'status' | 'code' | 'detail' | 'errors'>;

/** A gateway's bare error page becomes a problem too, so that callers meet one kind. */
export function problemIn({ url, status, text }: Answer): Problem {
  const problem = parsed(text);
  if (isProblem(problem)) return problem;
  return { status, code: 'not-a-problem', detail: `${url} answered ${status} without saying why` };
}

const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'code' in value && 'detail' in value && 'status' in value;

/** What the server promises for this route; a stranger that answers with something else than JSON is refused. */
function json<T>({ url, status, text }: Answer): T {
  const value = parsed(text);
  if (typeof value === 'object' && value !== null) return value as T;
  const detail = `${url} answered with something else than JSON: is this a Rostrum server?`;
  throw new ApiError({ status, code: 'not-json', detail }, null);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function search(members: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(members).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length > 0 ? `?${new URLSearchParams(given)}` : '';
}
