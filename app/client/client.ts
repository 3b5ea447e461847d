import type { Envelope } from '../debate/core/frames.ts';
import type { SignedRecord, SigningKeysResponse } from '../debate/record/signature.ts';
import type { AgentsResponse } from '../debate/views/agents-response.ts';
import type { CreationBody, ExtensionBody, RerunBody } from '../debate/views/request-bodies.ts';
import type {
  CreatedDebateResponse,
  DebateListResponse,
  DebateResponse,
  EstimateResponse,
  EventPageResponse,
} from '../debate/views/responses.ts';
import type { UsageResponse } from '../debate/views/usage-response.ts';
import {
  type CallOptions,
  type ClientOptions,
  createRequester,
  parseJsonResponse,
  toQueryString,
} from './http.ts';

export { ApiError, type CallOptions, ServerUnreachable } from './http.ts';

/** A client of the HTTP API, for the page, the CLI and other programs; needs only `fetch`. */
export interface Client {
  /** Starts a debate. A call with the same idempotency key and body returns the same debate, so it can be retried. */
  create(body: CreationBody, options?: CreateOptions): Promise<CreatedDebateResponse>;
  /** Estimates the cost of a debate without starting it. */
  estimate(body: CreationBody, options?: CallOptions): Promise<EstimateResponse>;
  get(id: string, options?: CallOptions): Promise<DebateResponse>;
  list(query?: DebateListQuery, options?: CallOptions): Promise<DebateListResponse>;
  /** The record; null while the debate runs. Waits up to `waitSeconds` for the end. */
  record(id: string, options?: CallOptions & { readonly waitSeconds?: number }): Promise<SignedRecord | null>;
  /** One page of stored events after a seq. */
  events(
    id: string,
    options?: CallOptions & { readonly after?: number; readonly limit?: number },
  ): Promise<EventPageResponse<Envelope>>;
  /** The text of one document. */
  evidence(id: string, evidence: string, options?: CallOptions): Promise<string>;
  /** Executes a command; resolves to the resulting debate. */
  command(id: string, command: ClientCommand, options?: CallOptions): Promise<DebateResponse>;
  /** Raises the time limit or the budget to new totals. */
  extend(id: string, body: ExtensionBody, options?: CallOptions): Promise<DebateResponse>;
  /** Asks a question about the decision of a debate that has ended. Members of `body` replace those of that debate. */
  followUp(id: string, body: CreationBody, options?: CreateOptions): Promise<CreatedDebateResponse>;
  /** Runs a debate that has ended again, with changes. */
  rerun(id: string, changes: RerunBody, options?: CreateOptions): Promise<CreatedDebateResponse>;
  /** Sends a note to the whole panel. */
  note(id: string, text: string, options?: CallOptions): Promise<DebateResponse>;
  /** Gives a debate a title; null removes it. */
  rename(id: string, title: string | null, options?: CallOptions): Promise<DebateResponse>;
  /** Deletes a debate that has ended. */
  delete(id: string, options?: CallOptions): Promise<void>;
  /** What debates used by day (`2026-11-30`), key and model; by default of today. */
  usage(
    query?: { readonly from?: string; readonly to?: string },
    options?: CallOptions,
  ): Promise<UsageResponse>;
  agents(options?: CallOptions): Promise<AgentsResponse>;
  /** The public key that the server signs records with. */
  signingKeys(options?: CallOptions): Promise<SigningKeysResponse>;
  exportUrl(id: string, format: ExportFormat): string;
  /** The exported document. */
  exportText(id: string, format: ExportFormat, options?: CallOptions): Promise<string>;
}

/** A call with the same key and body as an earlier one returns the debate of that call. */
export type CreateOptions = CallOptions & { readonly idempotencyKey?: string | undefined };

export type ClientCommand = 'cancel' | 'pause' | 'resume' | 'conclude' | 'approve';
export type ExportFormat = 'md' | 'json' | 'jsonl' | 'html';

export interface DebateListQuery {
  /** Words to search for. */
  readonly q?: string | undefined;
  readonly status?: DebateResponse['status'] | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/**
 * Creates a client of the server at `baseUrl` ('': the origin of the page). Calls reject with ApiError when the server
 * refuses, with ServerUnreachable when it does not answer, and with the signal's reason when the caller aborts.
 */
export function createClient(server: ClientOptions): Client {
  const { root, request } = createRequester(server);
  const debatePath = (id: string) => `/debates/${encodeURIComponent(id)}`;
  const exportPath = (id: string, format: ExportFormat) => `${debatePath(id)}/export?format=${format}`;

  const start = async (path: string, body: object, { signal, idempotencyKey }: CreateOptions = {}) =>
    parseJsonResponse<CreatedDebateResponse>(
      await request(path, { method: 'POST', body, signal, idempotencyKey }),
    );

  return {
    create: (body, options) => start('/debates', body, options),
    followUp: (id, body, options) => start(`${debatePath(id)}/follow-ups`, body, options),
    rerun: (id, changes, options) => start(`${debatePath(id)}/reruns`, changes, options),
    extend: async (id, body, options) =>
      parseJsonResponse(await request(`${debatePath(id)}/extend`, { ...options, method: 'POST', body })),
    estimate: async (body, options) =>
      parseJsonResponse(await request('/estimates', { ...options, method: 'POST', body })),
    get: async (id, options) => parseJsonResponse(await request(debatePath(id), options)),
    list: async ({ q, status, limit, cursor } = {}, options) =>
      parseJsonResponse(await request(`/debates${toQueryString({ q, status, limit, cursor })}`, options)),
    record: async (id, { waitSeconds, signal } = {}) => {
      const response = await request(`${debatePath(id)}/record${toQueryString({ wait: waitSeconds })}`, {
        signal,
      });
      return response.status === 202 ? null : parseJsonResponse(response);
    },
    events: async (id, { after, limit, signal } = {}) =>
      parseJsonResponse(
        await request(`${debatePath(id)}/events${toQueryString({ after, limit })}`, { signal }),
      ),
    evidence: async (id, evidence, options) =>
      (
        await request(`${debatePath(id)}/evidence/${encodeURIComponent(evidence)}`, {
          ...options,
          accept: '*/*',
        })
      ).text,
    command: async (id, command, options) =>
      parseJsonResponse(await request(`${debatePath(id)}/${command}`, { ...options, method: 'POST' })),
    note: async (id, text, options) =>
      parseJsonResponse(
        await request(`${debatePath(id)}/notes`, { ...options, method: 'POST', body: { text } }),
      ),
    rename: async (id, title, options) =>
      parseJsonResponse(await request(debatePath(id), { ...options, method: 'PATCH', body: { title } })),
    delete: async (id, options) => {
      await request(debatePath(id), { ...options, method: 'DELETE' });
    },
    usage: async ({ from, to } = {}, options) =>
      parseJsonResponse(await request(`/usage${toQueryString({ from, to })}`, options)),
    agents: async (options) => parseJsonResponse(await request('/agents', options)),
    signingKeys: async (options) => parseJsonResponse(await request('/signing-keys', options)),
    exportUrl: (id, format) => `${root}${exportPath(id, format)}`,
    exportText: async (id, format, options) =>
      (await request(exportPath(id, format), { ...options, accept: '*/*' })).text,
  };
}
