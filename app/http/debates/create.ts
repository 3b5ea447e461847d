import { createHash } from 'node:crypto';
import { decide, isRejection } from '../../debate/core/decide.ts';
import type { DebateSettings, EvidenceRef, Seat } from '../../debate/core/events.ts';
import { foldEvents } from '../../debate/core/evolve.ts';
import { createJudgeSeat, createPanel, defaultQuorum, presets } from '../../debate/core/presets.ts';
import { initialState } from '../../debate/core/state.ts';
import { hashSeed } from '../../debate/prompting/build-turn-context.ts';
import type { CreatedDebateResponse } from '../../debate/views/responses.ts';
import { summarizeDebate } from '../../debate/views/summary.ts';
import { publishEvents, topics } from '../../live/messages.ts';
import type { AppContext, AppDeps } from '../deps.ts';
import { throwProblem, throwRejection } from '../errors/problem-types.ts';
import { mediaTypeOf, readJsonBody } from '../middleware/body.ts';
import { traceContext } from '../middleware/request-context.ts';
import { type NewDebate, type NewDebateSchema, parseBody } from '../schemas/new-debate.ts';
import { type ParsedDocuments, parseDocuments, type UploadedDocument } from './documents.ts';
import { parseMultipart } from './multipart.ts';

/** `POST /api/v1/debates`, from the body to the commit. Viewers and workers are told after it. */
export async function createDebate(
  c: AppContext,
  deps: AppDeps,
  schema: NewDebateSchema,
): Promise<CreatedDebateResponse> {
  const key = readIdempotencyKey(c, deps);
  const { id, at, body, documents, settings } = await parseNewDebate(c, deps, schema);
  const { tenant } = c.var.caller;
  const [first, ...others] = initialEvents(settings);
  c.var.signal.throwIfAborted();
  const result = await deps.store.create({
    id,
    tenant,
    events: [first, ...others],
    evidence: documents.texts,
    summary: summarizeDebate(foldEvents([first, ...others])),
    at: at.toISOString(),
    ...(key && { idempotency: { key, bodyHash: hashRequest(body, documents.refs) } }),
  });
  switch (result.outcome) {
    case 'created':
      // Lines of the debate and of its request are joined by this one.
      deps.log.info(
        { requestId: c.var.requestId, ...traceContext(c), debate: id, tenant },
        'a debate has been created',
      );
      publishEvents(deps.bus, tenant, result.events);
      deps.bus.publish(topics.wakeups, id);
      return toCreatedResponse(id);
    case 'repeated':
      return toCreatedResponse(result.id);
    case 'conflict':
      return throwProblem(
        'idempotency-conflict',
        'This Idempotency-Key was used before, with another body. Take a new key for a new debate.',
      );
  }
}

/** What a request asks for, as a debate would be started with it; refused as its creation would be. */
export async function parseNewDebate(
  c: AppContext,
  deps: AppDeps,
  schema: NewDebateSchema,
): Promise<NewDebateRequest> {
  const { asked: body, given: uploads } = await parseRequest(c, deps, schema);
  const documents = await parseDocuments(uploads, deps.contract.limits, c.var.signal);
  // Its time begins when all of it has come.
  const identity = { id: deps.randomId(), at: deps.now() };
  return { ...identity, body, documents, settings: buildSettings(body, documents.refs, deps, identity) };
}

interface NewDebateRequest extends DebateIdentity {
  readonly body: NewDebate;
  readonly documents: ParsedDocuments;
  readonly settings: DebateSettings;
}

interface DebateIdentity {
  readonly id: string;
  readonly at: Date;
}

const toCreatedResponse = (id: string): CreatedDebateResponse => ({ id, url: `/api/v1/debates/${id}` });

function initialEvents(settings: DebateSettings) {
  const decision = decide(initialState, { type: 'create', settings });
  if (isRejection(decision)) return throwRejection(decision);
  const [first, ...others] = decision;
  if (!first) throw new Error('a new debate has no events');
  return [first, ...others] as const;
}

function readIdempotencyKey(c: AppContext, { contract }: AppDeps): string | null {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return null;
  const charsMax = contract.limits.idempotencyKeyCharsMax;
  if (/^[\x21-\x7e]+$/.test(key) && key.length <= charsMax) return key;
  return throwProblem(
    'invalid-idempotency-key',
    `An Idempotency-Key has 1 to ${charsMax} visible ASCII characters, such as a UUID.`,
  );
}

/** What is asked for, apart from its documents: they have limits and a form of their own. */
async function parseRequest(c: AppContext, { contract }: AppDeps, schema: NewDebateSchema) {
  if (mediaTypeOf(c) === 'multipart/form-data') {
    const { members, documents } = await parseMultipart(c, contract.limits);
    return { asked: parseBody(schema, members), given: documents };
  }
  const { evidence = [], ...body } = parseBody(schema, await readJsonBody(c, contract));
  const uploads = evidence.map(
    ({ name, mediaType = '', text }): UploadedDocument => ({ name, mediaType, content: text }),
  );
  return { asked: body, given: uploads };
}

/** The same request gives the same hash, whatever the boundary of its form or the spaces in its JSON. */
const hashRequest = (body: NewDebate, refs: readonly EvidenceRef[]): string =>
  createHash('sha256')
    .update(JSON.stringify([body, refs]))
    .digest('hex');

function buildSettings(
  body: NewDebate,
  evidence: readonly EvidenceRef[],
  { contract, contractHash, roster }: AppDeps,
  { id, at }: DebateIdentity,
): DebateSettings {
  const { limits, agents } = contract;
  const preset = presets[body.preset ?? 'standard'];
  const panel = createPanel(preset, body.panel, roster.defaultModel);
  const judge = createJudgeSeat(body.judge?.model ?? roster.defaultModel);
  assertModelsAvailable(panel, judge, roster.unavailableReason);
  const deadlineSeconds = body.deadlineSeconds ?? limits.deadlineSecondsDefault;
  const reserveSeconds = Math.min(limits.decisionSecondsReserve, deadlineSeconds * limits.decisionShareMax);
  const secondsAfter = (seconds: number) => new Date(at.getTime() + seconds * 1000).toISOString();
  const { usd, tokens } = body.budget ?? {};
  return {
    question: body.question,
    preset: preset.name,
    ...(body.options && { options: body.options }),
    evidence,
    panel,
    judge,
    rounds: body.rounds ?? preset.rounds,
    attemptsMax: agents.attemptsMax,
    quorum: defaultQuorum(panel),
    budget: { ...(usd !== undefined && { usd }), ...(tokens !== undefined && { tokens }) },
    decideAt: secondsAfter(deadlineSeconds - reserveSeconds),
    deadlineAt: secondsAfter(deadlineSeconds),
    seed: hashSeed(0, id),
    contractHash,
  };
}

/** Names every seat whose model is not at hand, before anything is spent on the others. */
function assertModelsAvailable(
  panel: readonly Seat[],
  judge: Seat,
  unavailableReason: (model: string) => string | null,
): void {
  const seats = [
    ...panel.map((seat, index) => ({ path: `panel[${index}].model`, seat })),
    { path: 'judge.model', seat: judge },
  ];
  const errors = seats.flatMap(({ path, seat }) => {
    const message = unavailableReason(seat.model);
    return message === null ? [] : [{ path, message }];
  });
  const [first] = errors;
  if (first) throwProblem('model-unavailable', first.message, { errors });
}
