import type { z } from '@hono/zod-openapi';
import { requestFromSettings, type SettingsRequest } from '../../debate/core/build-settings.ts';
import type { DebateSettings, ParentDebate, StoredEvent } from '../../debate/core/events.ts';
import { foldEvents } from '../../debate/core/evolve.ts';
import { presets } from '../../debate/core/presets.ts';
import { buildRecord } from '../../debate/record/decision-record.ts';
import { recordToDocument } from '../../debate/record/record-document.ts';
import type { Store } from '../../store/store.ts';
import type { AppContext } from '../context.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { reserveDocuments } from '../middleware/body.ts';
import type { RegisterRoute } from '../router.ts';
import { documentFollowUp, documentRerun } from '../schemas/documented-bodies.ts';
import { parseBody } from '../schemas/json-body.ts';
import { followUpSchema, newDebateSchema, rerunSchema } from '../schemas/new-debate.ts';
import { createdSchema, idParams, jsonResponse } from '../schemas/responses.ts';
import { type CreateDebateDeps, createDebate } from './create.ts';
import type { DebateBody } from './debate-source.ts';
import type { UploadedDocument } from './document-types.ts';
import { debateKey, isUnfinished, loadDebate, loadEvents } from './load.ts';

export interface DerivedDebateDeps extends CreateDebateDeps {
  readonly store: CreateDebateDeps['store'] & Pick<Store, 'get' | 'evidence'>;
}

const responses = { 202: jsonResponse('Accepted; a worker will run it', createdSchema) };

/** Debates that start from one that has ended: a follow-up of its record, and another run of its question. */
export function registerDerivedDebateRoutes(register: RegisterRoute, deps: DerivedDebateDeps): void {
  const merge = createMerge(deps);
  /** A follow-up may have more than the contract allows, by the records that it has. */
  const documentsMax = ({ evidence }: DebateSettings) =>
    Math.max(deps.contract.limits.documentsMax, evidence.length);
  const jsonBody = (schema: z.ZodType) => ({ content: { 'application/json': { schema } }, required: true });

  const followUp = followUpSchema(deps.contract);
  register(
    'followUpDebate',
    {
      description:
        'Asks a new question after a decision. The record and the documents of the earlier debate are evidence; its ' +
        'panel, judge and limits apply unless the body replaces them. Repeatable with an Idempotency-Key.',
      request: { params: idParams, body: jsonBody(documentFollowUp(deps.contract)) },
      responses,
    },
    createDebate(deps, followUp, async (c, body, uploads) => {
      const { id, settings, log } = await loadEndedDebate(c, deps);
      const record = buildRecord(log);
      if (!record?.answer && !record?.choice)
        return throwProblem(
          'no-answer',
          'The debate ended without an answer, so there is nothing to follow up. Run it again instead.',
        );
      const content = recordToDocument(record);
      const first = { name: `Record of the debate ${id}.md`, mediaType: 'text/markdown', content };
      const {
        options: _,
        checklist: _checklist,
        number: _number,
        preset = 'standard',
        ...others
      } = requestFromSettings(settings);
      // A question about a review is not a review.
      const earlier = presets[preset].needsChecklist ? others : { ...others, preset };
      return {
        settings: merge(earlier, body),
        documents: [first, ...(await loadDocuments(c, deps, id, settings)), ...uploads],
        // The record does not count.
        documentsMax: documentsMax(settings) + 1,
        parent: { debate: id, relation: 'follow-up' } satisfies ParentDebate,
      };
    }),
  );

  const rerun = rerunSchema(deps.contract);
  register(
    'rerunDebate',
    {
      description:
        'Runs an ended debate again as a new one, with what the body changes. `evidence` replaces all documents; ' +
        'null removes options, a checklist, a number, a jury or a budget. A new preset brings its own seats, ' +
        'rounds, exchange and decider. Repeatable with an Idempotency-Key.',
      request: { params: idParams, body: jsonBody(documentRerun(deps.contract)) },
      responses,
    },
    createDebate(deps, rerun, async (c, body, uploads) => {
      const { id, settings } = await loadEndedDebate(c, deps);
      return {
        settings: merge(requestFromSettings(settings), body),
        documents: [...(body.evidence ? [] : await loadDocuments(c, deps, id, settings)), ...uploads],
        documentsMax: documentsMax(settings),
        parent: { debate: id, relation: 'rerun' } satisfies ParentDebate,
      };
    }),
  );
}

type Changes = { readonly [M in keyof SettingsRequest]?: SettingsRequest[M] | null | undefined };

/**
 * Replaces the members that a body has, and removes those that are null. A new preset replaces what the old one has
 * brought.
 */
function createMerge({ contract }: DerivedDebateDeps) {
  const schema = newDebateSchema(contract);
  return (earlier: Changes, { evidence: _, ...changes }: Changes & DebateBody): SettingsRequest => {
    const { panel, rounds, exchange, decider, jury, ...others } = earlier;
    const kept = changes.preset === undefined ? earlier : others;
    const given = Object.entries({ ...kept, ...changes }).filter(([, value]) => value !== null);
    // Two members that are valid on their own can contradict each other.
    return parseBody(schema, JSON.parse(JSON.stringify(Object.fromEntries(given))));
  };
}

interface EndedParent {
  readonly id: string;
  readonly settings: DebateSettings;
  readonly log: readonly StoredEvent[];
}

async function loadEndedDebate(c: AppContext, deps: DerivedDebateDeps): Promise<EndedParent> {
  const row = await loadDebate(c, deps.store);
  if (isUnfinished(row))
    return throwProblem('debate-not-ended', 'The debate has not ended. Wait for its record, or cancel it.');
  const log = await loadEvents(deps, debateKey(c, row.id), 0, c.var.signal);
  const state = foldEvents(log);
  if (state.phase !== 'ended') throw new Error(`debate ${row.id} has ended, but its log has no final event`);
  return { id: row.id, settings: state.settings, log };
}

/** Stored documents are text already. They take the same memory as uploaded ones. */
async function loadDocuments(
  c: AppContext,
  { store }: DerivedDebateDeps,
  id: string,
  { evidence }: DebateSettings,
): Promise<readonly UploadedDocument[]> {
  reserveDocuments(
    c,
    evidence.reduce((sum, { characters }) => sum + characters, 0),
  );
  const documents = await store.evidence(debateKey(c, id));
  return documents.map(({ id: ref, name, mediaType, text }): UploadedDocument => {
    const source = evidence.find((document) => document.id === ref)?.source;
    return {
      name,
      mediaType: mediaType === 'text/markdown' ? mediaType : 'text/plain',
      content: text,
      ...(source && { source }),
    };
  });
}
