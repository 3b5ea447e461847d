import { createHash } from 'node:crypto';
import type { Contract } from '../../contract/types/contract.ts';
import { decide, isRejection } from '../../debate/core/decide.ts';
import type { DebateSettings, EvidenceRef } from '../../debate/core/events.ts';
import { initialState } from '../../debate/core/state.ts';
import type { CreatedDebateResponse } from '../../debate/views/responses.ts';
import { summarizeDebate } from '../../debate/views/summary.ts';
import type { Bus } from '../../live/bus.ts';
import { publishEvents, topics } from '../../live/messages.ts';
import type { Log } from '../../runtime/log.ts';
import type { Store } from '../../store/store.ts';
import type { AppContext } from '../context.ts';
import { throwProblem, throwRejection } from '../errors/problem-types.ts';
import { traceContext } from '../middleware/request-context.ts';
import type { NewDebateSchema, ParsedNewDebate } from '../schemas/new-debate.ts';
import { type NewDebateDeps, parseNewDebate } from './new-debate-request.ts';

export interface CreateDebateDeps extends NewDebateDeps {
  readonly store: Pick<Store, 'create'>;
  readonly bus: Bus;
  readonly log: Log;
  readonly onDebateCreated: () => void;
}

/** `POST /api/v1/debates`. Viewers and workers are notified after the commit. */
export async function createDebate(
  c: AppContext,
  deps: CreateDebateDeps,
  schema: NewDebateSchema,
): Promise<CreatedDebateResponse> {
  const { store, bus, log, contract, onDebateCreated } = deps;
  const key = readIdempotencyKey(c, contract);
  const { id, createdAt, body, documents, settings } = await parseNewDebate(c, deps, schema);
  const { tenant } = c.var.caller;
  const { events, state } = initialDecision(settings);
  c.var.signal.throwIfAborted();
  const result = await store.create({
    id,
    tenant,
    events,
    evidence: documents.texts,
    summary: summarizeDebate(state),
    at: createdAt.toISOString(),
    ...(key && { idempotency: { key, bodyHash: hashRequest(body, documents.refs) } }),
  });
  switch (result.outcome) {
    case 'created':
      onDebateCreated();
      // Connects the log lines of the request with those of the debate.
      log.info({ requestId: c.var.requestId, ...traceContext(c), debate: id, tenant }, 'debate created');
      publishEvents(bus, tenant, result.events);
      bus.publish(topics.wakeups, id);
      return toCreatedResponse(id, settings);
    case 'repeated':
      return toCreatedResponse(result.id, settings);
    case 'conflict':
      return throwProblem(
        'idempotency-conflict',
        'This Idempotency-Key was used before with another body. Use a new key for a new debate.',
      );
  }
}

const toCreatedResponse = (id: string, { warnings = [] }: DebateSettings): CreatedDebateResponse => ({
  id,
  url: `/api/v1/debates/${id}`,
  warnings,
});

function initialDecision(settings: DebateSettings) {
  const decision = decide(initialState, { type: 'create', settings });
  if (isRejection(decision)) return throwRejection(decision);
  const [first, ...others] = decision.events;
  if (!first) throw new Error('a new debate has no events');
  return { events: [first, ...others] as const, state: decision.state };
}

function readIdempotencyKey(c: AppContext, { limits }: Contract): string | null {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return null;
  const charsMax = limits.idempotencyKeyCharsMax;
  if (/^[\x21-\x7e]+$/.test(key) && key.length <= charsMax) return key;
  return throwProblem(
    'invalid-idempotency-key',
    `An Idempotency-Key has 1 to ${charsMax} visible ASCII characters, such as a UUID.`,
  );
}

/** Hashes the parsed request, so that the multipart boundary and JSON whitespace do not matter. */
const hashRequest = (body: ParsedNewDebate, refs: readonly EvidenceRef[]): string =>
  createHash('sha256')
    .update(JSON.stringify([body, refs]))
    .digest('hex');
