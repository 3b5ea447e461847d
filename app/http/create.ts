import { createHash } from 'node:crypto';
import { mix } from '../debate/briefs.ts';
import { decide, isRefusal } from '../debate/decide.ts';
import type { EvidenceRef, Seat, Settings } from '../debate/events.ts';
import { fold } from '../debate/evolve.ts';
import { presets, quorumOf, seatJudge, seatPanel } from '../debate/presets.ts';
import type { CreatedResource } from '../debate/resources.ts';
import { nothing } from '../debate/state.ts';
import { summaryOf } from '../debate/summary.ts';
import { publishEvents, topics } from '../live/messages.ts';
import { mediaTypeOf, readJsonBody } from './body.ts';
import { type Documents, type GivenDocument, readDocuments } from './documents.ts';
import { traceOf } from './every-request.ts';
import { readForm } from './form.ts';
import type { AppContext, AppParts } from './parts.ts';
import { refuse, refuseAs } from './problems.ts';
import { type NewDebate, type NewDebateSchema, readMembers } from './schemas.ts';

/** `POST /api/v1/debates`, from the body to the commit. Viewers and workers are told after it. */
export async function createDebate(
  c: AppContext,
  parts: AppParts,
  schema: NewDebateSchema,
): Promise<CreatedResource> {
  const key = idempotencyKey(c, parts);
  const { id, at, asked, documents, settings } = await readNewDebate(c, parts, schema);
  const { tenant } = c.var.caller;
  const [first, ...others] = created(settings);
  c.var.signal.throwIfAborted();
  const result = await parts.store.create({
    id,
    tenant,
    events: [first, ...others],
    evidence: documents.texts,
    summary: summaryOf(fold([first, ...others])),
    at: at.toISOString(),
    ...(key && { idempotency: { key, bodyHash: bodyHashOf(asked, documents.refs) } }),
  });
  switch (result.outcome) {
    case 'created':
      // Lines of the debate and of its request are joined by this one.
      parts.log.info(
        { requestId: c.var.requestId, ...traceOf(c), debate: id, tenant },
        'a debate has been created',
      );
      publishEvents(parts.bus, tenant, result.events);
      parts.bus.publish(topics.work, id);
      return resource(id);
    case 'repeated':
      return resource(result.id);
    case 'conflict':
      return refuse(
        'idempotency-conflict',
        'This Idempotency-Key was used before, with another body. Take a new key for a new debate.',
      );
  }
}

/** What a request asks for, as a debate would be started with it; refused as its creation would be. */
export async function readNewDebate(
  c: AppContext,
  parts: AppParts,
  schema: NewDebateSchema,
): Promise<AskedDebate> {
  const { asked, given } = await readAsked(c, parts, schema);
  const documents = await readDocuments(given, parts.contract.limits, c.var.signal);
  // Its time begins when all of it has come.
  const named = { id: parts.randomId(), at: parts.now() };
  return { ...named, asked, documents, settings: settingsOf(asked, documents.refs, parts, named) };
}

interface AskedDebate extends Named {
  readonly asked: NewDebate;
  readonly documents: Documents;
  readonly settings: Settings;
}

interface Named {
  readonly id: string;
  readonly at: Date;
}

const resource = (id: string): CreatedResource => ({ id, url: `/api/v1/debates/${id}` });

function created(settings: Settings) {
  const decision = decide(nothing, { type: 'create', settings });
  if (isRefusal(decision)) return refuseAs(decision);
  const [first, ...others] = decision;
  if (!first) throw new Error('a new debate has no events');
  return [first, ...others] as const;
}

function idempotencyKey(c: AppContext, { contract }: AppParts): string | null {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return null;
  const charsMax = contract.limits.idempotencyKeyCharsMax;
  if (/^[\x21-\x7e]+$/.test(key) && key.length <= charsMax) return key;
  return refuse(
    'bad-idempotency-key',
    `An Idempotency-Key has 1 to ${charsMax} visible ASCII characters, such as a UUID.`,
  );
}

/** What is asked for, apart from its documents: they have limits and a form of their own. */
async function readAsked(c: AppContext, { contract }: AppParts, schema: NewDebateSchema) {
  if (mediaTypeOf(c) === 'multipart/form-data') {
    const { members, documents } = await readForm(c, contract.limits);
    return { asked: readMembers(schema, members), given: documents };
  }
  const { evidence = [], ...asked } = readMembers(schema, await readJsonBody(c, contract));
  const given = evidence.map(
    ({ name, mediaType = '', text }): GivenDocument => ({ name, mediaType, content: text }),
  );
  return { asked, given };
}

/** The same request gives the same hash, whatever the boundary of its form or the spaces in its JSON. */
const bodyHashOf = (asked: NewDebate, refs: readonly EvidenceRef[]): string =>
  createHash('sha256')
    .update(JSON.stringify([asked, refs]))
    .digest('hex');

function settingsOf(
  asked: NewDebate,
  evidence: readonly EvidenceRef[],
  { contract, contractHash, roster }: AppParts,
  { id, at }: Named,
): Settings {
  const { limits, agents } = contract;
  const preset = presets[asked.preset ?? 'standard'];
  const panel = seatPanel(preset, asked.panel, roster.defaultModel);
  const judge = seatJudge(asked.judge?.model ?? roster.defaultModel);
  refuseModels(panel, judge, roster.refuses);
  const deadlineSeconds = asked.deadlineSeconds ?? limits.deadlineSecondsDefault;
  const reserve = Math.min(limits.decideSecondsReserve, deadlineSeconds * limits.decideShareMax);
  const after = (seconds: number) => new Date(at.getTime() + seconds * 1000).toISOString();
  const { usd, tokens } = asked.budget ?? {};
  return {
    question: asked.question,
    preset: preset.name,
    ...(asked.options && { options: asked.options }),
    evidence,
    panel,
    judge,
    rounds: asked.rounds ?? preset.rounds,
    attemptsMax: agents.attemptsMax,
    quorum: quorumOf(panel),
    budget: { ...(usd !== undefined && { usd }), ...(tokens !== undefined && { tokens }) },
    decideAt: after(deadlineSeconds - reserve),
    deadlineAt: after(deadlineSeconds),
    seed: mix(0, id),
    contractHash,
  };
}

/** Names every seat whose model is not at hand, before anything is spent on the others. */
function refuseModels(panel: readonly Seat[], judge: Seat, refuses: (model: string) => string | null): void {
  const seats = [
    ...panel.map((seat, index) => ({ at: `panel[${index}].model`, seat })),
    { at: 'judge.model', seat: judge },
  ];
  const errors = seats.flatMap(({ at, seat }) => {
    const says = refuses(seat.model);
    return says === null ? [] : [{ at, says }];
  });
  const [first] = errors;
  if (first) refuse('unknown-model', first.says, { errors });
}
