import type { z } from '@hono/zod-openapi';
import type { Roster } from '../../agents/agent.ts';
import type { Contract } from '../../contract/types/contract.ts';
import {
  buildSettings,
  findUnavailableModels,
  type SettingsDefaults,
} from '../../debate/core/build-settings.ts';
import { decide, isRejection } from '../../debate/core/decide.ts';
import type { DebateSettings, Seat } from '../../debate/core/events.ts';
import { modelsOfSeat } from '../../debate/core/presets.ts';
import { initialState } from '../../debate/core/state.ts';
import { panelWarnings } from '../../debate/views/panel-warnings.ts';
import type { CreatedDebateResponse } from '../../debate/views/responses.ts';
import { summarizeDebate } from '../../debate/views/summary.ts';
import type { Bus } from '../../live/bus.ts';
import { topics } from '../../live/messages.ts';
import type { Log } from '../../runtime/log.ts';
import type { Store } from '../../store/store.ts';
import { findWebhookUrlProblem } from '../../webhooks/webhook-url.ts';
import type { AppContext, AppMiddleware } from '../context.ts';
import { throwProblem, throwRejection } from '../errors/problem-types.ts';
import { mediaTypeOf } from '../middleware/body.ts';
import { traceContext } from '../middleware/request-context.ts';
import { resolveNamedPanel } from '../panels/named-panel.ts';
import type { Signer } from '../records/signer.ts';
import { parseBody, readJsonBody } from '../schemas/json-body.ts';
import { checkBudget } from './check-budget.ts';
import { checkQuestion } from './check-question.ts';
import { dailyBudgetNotices, planDailyBudget, throwOverDailyBudget } from './daily-budget.ts';
import type { DebateBody, DebateSource, ReceivedBody } from './debate-source.ts';
import { type ParseDocumentsDeps, type ParsedDocuments, parseDocuments } from './documents.ts';
import { ignoredEffortWarnings } from './effort-warnings.ts';
import {
  createdResponse,
  findCreated,
  hashRequest,
  readIdempotencyKey,
  throwKeyConflict,
} from './idempotency-key.ts';
import { parseMultipart } from './multipart.ts';
import { type LoadUploadsDeps, loadUploads } from './uploads.ts';

export interface NewDebateDeps
  extends Pick<ParseDocumentsDeps, 'documentReader'>,
    Pick<LoadUploadsDeps, 'readSource' | 'findDocuments'> {
  readonly store: Pick<Store, 'panel'>;
  readonly contract: Contract;
  readonly contractHash: string;
  readonly roster: Pick<
    Roster,
    'defaultModel' | 'otherModel' | 'unavailableReason' | 'info' | 'callSettings'
  >;
  readonly randomId: () => string;
  readonly now: () => Date;
  /** Hosts that the operator allows webhooks to call. */
  readonly webhookHosts: readonly string[];
}

export interface CreateDebateDeps extends NewDebateDeps {
  readonly store: Pick<Store, 'create' | 'creation' | 'events' | 'heldOn' | 'panel'>;
  /** What the debates of each tenant may cost that are created on one day (UTC); null: no cap. */
  readonly tenantUsdPerDay: number | null;
  readonly signer: Pick<Signer, 'webhookSecret'>;
  readonly bus: Bus;
  readonly log: Log;
  readonly onDebateCreated: () => void;
}

/** Handles `POST /api/v1/debates` and routes that start from another debate. Workers are notified after the commit. */
export const createDebate = <B extends DebateBody>(
  deps: CreateDebateDeps,
  schema: z.ZodType<B>,
  source: DebateSource<B>,
): AppMiddleware =>
  async function createDebate(c) {
    const { store, bus, log, contract, signer, onDebateCreated } = deps;
    const key = readIdempotencyKey(c, contract);
    const received = await readNewDebate(c, contract);
    const { requestId, signal, caller } = c.var;
    const { tenant } = caller;
    const idempotency = key === null ? null : { key, bodyHash: hashRequest(c, received) };
    const earlier = idempotency && (await findCreated(tenant, idempotency, store));
    if (earlier) return accept(c, earlier);
    const request = await parseNewDebate(c, received, deps, schema, source);
    const { id, createdAt, body, documents } = request;
    const plan = await planDailyBudget(caller, createdAt, request.settings, documents.texts, deps);
    const { settings } = plan;
    await checkBudget(settings, documents.texts, deps);
    const decision = decide(initialState, { type: 'create', settings });
    if (isRejection(decision)) return throwRejection(decision);
    const [first, ...others] = decision.events;
    if (!first) throw new Error('a new debate has no events');
    signal.throwIfAborted();
    const result = await store.create({
      id,
      tenant,
      events: [first, ...others],
      evidence: documents.texts,
      summary: summarizeDebate(decision.state),
      hold: plan.hold,
      at: createdAt.toISOString(),
      ...(idempotency && { idempotency }),
      ...(body.webhook && { webhook: { url: body.webhook.url, secret: signer.webhookSecret(tenant) } }),
    });
    const warnings = settings.warnings ?? [];
    switch (result.outcome) {
      case 'over-budget':
        return throwOverDailyBudget(plan, createdAt);
      case 'conflict':
        return throwKeyConflict();
      case 'repeated':
        return accept(c, createdResponse(result.id, warnings));
      case 'created':
        onDebateCreated();
        // Connects the log lines of the request with those of the debate.
        log.info({ requestId, ...traceContext(c), debate: id, tenant }, 'debate created');
        bus.publish(topics.wakeups, id);
        return accept(c, createdResponse(id, [...warnings, ...dailyBudgetNotices(plan, result.heldBefore)]));
    }
  };

function accept(c: AppContext, created: CreatedDebateResponse): Response {
  c.header('location', created.url);
  return c.json(created, 202);
}

export interface NewDebateRequest<B> {
  readonly id: string;
  readonly createdAt: Date;
  readonly body: B;
  readonly documents: ParsedDocuments;
  readonly settings: DebateSettings;
}

/** Reads the body of a creation, JSON or multipart. An estimate takes the same body. */
export const readNewDebate = async (c: AppContext, contract: Contract): Promise<ReceivedBody> =>
  mediaTypeOf(c) === 'multipart/form-data'
    ? await parseMultipart(c, contract.limits)
    : { members: await readJsonBody(c, contract), documents: [] };

/** Validates a body, and reads the documents that it names. */
export async function parseNewDebate<B extends DebateBody>(
  c: AppContext,
  received: ReceivedBody,
  deps: NewDebateDeps,
  schema: z.ZodType<B>,
  source: DebateSource<B>,
): Promise<NewDebateRequest<B>> {
  const { contract, roster, randomId, now } = deps;
  const body = parseBody(schema, await resolveNamedPanel(c, received.members, deps.store));
  const { webhook } = body;
  const problem = webhook && findWebhookUrlProblem(webhook.url, deps.webhookHosts);
  if (problem)
    throwProblem('validation-failed', `webhook.url: ${problem}.`, {
      errors: [{ path: 'webhook.url', message: problem }],
    });
  const request = await source(c, body, await loadUploads(c, received.documents, body, deps));
  const { documentsMax = contract.limits.documentsMax } = request;
  const documents = await parseDocuments(request.documents, documentsMax, deps, c.var.signal);
  // The deadline starts once the whole body has been received.
  const identity = { id: randomId(), createdAt: now() };
  const settings = buildSettings(identity, request.settings, documents.refs, settingsDefaults(deps));
  checkQuestion(settings);
  const unavailable = findUnavailableModels(settings, roster.unavailableReason);
  const [first] = unavailable;
  if (first) throwProblem('model-unavailable', first.message, { errors: unavailable });
  const warnings = [
    ...panelWarnings(settings, (model) => roster.info(model).price),
    ...ignoredEffortWarnings(settings, roster),
  ];
  return {
    ...identity,
    body,
    documents,
    settings: {
      ...settings,
      ...(request.parent && { parent: request.parent }),
      ...(warnings.length > 0 && { warnings }),
    },
  };
}

const settingsDefaults = ({ contract, contractHash, roster }: NewDebateDeps): SettingsDefaults => ({
  model: roster.defaultModel,
  otherModel: roster.otherModel,
  attemptsMax: contract.agents.attemptsMax,
  limitsFor: (seats) =>
    seats.some((seat) => thinks(seat, roster)) ? contract.limits.thinking : contract.limits,
  decisionShareMax: contract.limits.decisionShareMax,
  contractHash,
});

const thinks = (seat: Seat, roster: NewDebateDeps['roster']): boolean =>
  modelsOfSeat(seat).some((model) => roster.callSettings(model, seat).thinks);
