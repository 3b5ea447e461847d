import type { Envelope } from '../debate/frames.ts';
import type {
  AgentsResource,
  CreatedResource,
  DebateListResource,
  DebateResource,
  EstimateResource,
  EventsResource,
  NewDebateBody,
} from '../debate/resources.ts';
import type { SignedRecord, SigningKeysResource } from '../debate/signature.ts';
import { type Call, json, type ServerAddress, search, sender } from './exchange.ts';

export { ApiError, type Call, ServerUnreachable } from './exchange.ts';

/** The HTTP surface as functions, for the page, the terminal and anyone's program; needs nothing but `fetch`. */
export interface Client {
  /** Starts a debate. The same key and body give the same debate again, so a doubtful call may be repeated. */
  create(
    body: NewDebateBody,
    options?: Call & { readonly idempotencyKey?: string },
  ): Promise<CreatedResource>;
  /** What that debate would cost; none is started. */
  estimate(body: NewDebateBody, options?: Call): Promise<EstimateResource>;
  get(id: string, options?: Call): Promise<DebateResource>;
  list(query?: ListQuery, options?: Call): Promise<DebateListResource>;
  /** The record, or null while the debate runs; waits up to `waitSeconds` for its end. */
  record(id: string, options?: Call & { readonly waitSeconds?: number }): Promise<SignedRecord | null>;
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
  /** The public key that the server signs records with. */
  signingKeys(options?: Call): Promise<SigningKeysResource>;
  exportUrl(id: string, format: ExportFormat): string;
  /** The same as text. */
  exported(id: string, format: ExportFormat, options?: Call): Promise<string>;
}

export type Command = 'cancel' | 'pause' | 'resume' | 'conclude';
export type ExportFormat = 'md' | 'json' | 'jsonl' | 'html';

export interface ListQuery {
  /** Words to search for. */
  readonly q?: string | undefined;
  readonly status?: DebateResource['status'] | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/**
 * A client of the server at `baseUrl` ('' is the page's own). Every call throws ApiError when the server refuses,
 * ServerUnreachable when it does not answer, and the signal's reason when the caller gives up.
 */
export function createClient(server: ServerAddress): Client {
  const { root, send } = sender(server);
  const debate = (id: string) => `/debates/${encodeURIComponent(id)}`;
  const exportPath = (id: string, format: ExportFormat) => `${debate(id)}/export?format=${format}`;

  return {
    create: async (body, { signal, idempotencyKey } = {}) =>
      json(await send('/debates', { method: 'POST', body, signal, idempotencyKey })),
    estimate: async (body, call) => json(await send('/estimates', { ...call, method: 'POST', body })),
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
    signingKeys: async (call) => json(await send('/signing-keys', call)),
    exportUrl: (id, format) => `${root}${exportPath(id, format)}`,
    exported: async (id, format, call) =>
      (await send(exportPath(id, format), { ...call, accept: '*/*' })).text,
  };
}
