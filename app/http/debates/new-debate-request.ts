import type { Roster } from '../../agents/agent.ts';
import type { Contract } from '../../contract/types/contract.ts';
import {
  buildSettings,
  findUnavailableModels,
  type SettingsDefaults,
} from '../../debate/core/build-settings.ts';
import type { DebateSettings } from '../../debate/core/events.ts';
import { panelWarnings } from '../../debate/views/panel-warnings.ts';
import type { AppContext } from '../context.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { mediaTypeOf, readJsonBody } from '../middleware/body.ts';
import type { NewDebateSchema, ParsedNewDebate } from '../schemas/new-debate.ts';
import { parseBody } from '../schemas/parse.ts';
import { type ParsedDocuments, parseDocuments, type UploadedDocument } from './documents.ts';
import { parseMultipart } from './multipart.ts';

export interface NewDebateDeps {
  readonly contract: Contract;
  readonly contractHash: string;
  readonly roster: Pick<Roster, 'defaultModel' | 'unavailableReason' | 'info'>;
  readonly randomId: () => string;
  readonly now: () => Date;
}

export interface NewDebateRequest {
  readonly id: string;
  readonly createdAt: Date;
  readonly body: ParsedNewDebate;
  readonly documents: ParsedDocuments;
  readonly settings: DebateSettings;
}

/** Parses and validates the body of a creation, JSON or multipart. An estimate takes the same body. */
export async function parseNewDebate(
  c: AppContext,
  deps: NewDebateDeps,
  schema: NewDebateSchema,
): Promise<NewDebateRequest> {
  const { contract, roster, randomId, now } = deps;
  const { body, uploads } = await readRequest(c, contract, schema);
  const documents = await parseDocuments(uploads, contract.limits, c.var.signal);
  // The deadline starts once the whole body has been received.
  const identity = { id: randomId(), createdAt: now() };
  const settings = buildSettings(identity, body, documents.refs, settingsDefaults(deps));
  const unavailable = findUnavailableModels(settings, roster.unavailableReason);
  const [first] = unavailable;
  if (first) throwProblem('model-unavailable', first.message, { errors: unavailable });
  const warnings = panelWarnings(settings, (model) => roster.info(model).price);
  return {
    ...identity,
    body,
    documents,
    settings: { ...settings, ...(warnings.length > 0 && { warnings }) },
  };
}

/** A JSON body contains its documents; a form has them as files. */
async function readRequest(
  c: AppContext,
  contract: Contract,
  schema: NewDebateSchema,
): Promise<{ readonly body: ParsedNewDebate; readonly uploads: readonly UploadedDocument[] }> {
  if (mediaTypeOf(c) === 'multipart/form-data') {
    const { members, documents } = await parseMultipart(c, contract.limits);
    return { body: parseBody(schema, members), uploads: documents };
  }
  const { evidence = [], ...body } = parseBody(schema, await readJsonBody(c, contract));
  const uploads = evidence.map(({ name, mediaType = '', text }) => ({ name, mediaType, content: text }));
  return { body, uploads };
}

const settingsDefaults = ({ contract, contractHash, roster }: NewDebateDeps): SettingsDefaults => ({
  model: roster.defaultModel,
  attemptsMax: contract.agents.attemptsMax,
  deadlineSeconds: contract.limits.deadlineSecondsDefault,
  decisionSecondsReserve: contract.limits.decisionSecondsReserve,
  decisionShareMax: contract.limits.decisionShareMax,
  contractHash,
});
