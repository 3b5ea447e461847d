import type { DebateLimits } from '../../contract/types/limits.ts';
import type { AppContext } from '../context.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { readBody } from '../middleware/body.ts';
import { parseBoundedJson } from '../schemas/json-body.ts';
import { isPanelName } from '../schemas/panels.ts';
import type { UploadedDocument } from './document-types.ts';

/** A form converted to the members of the equivalent JSON body, and its files. */
export interface MultipartBody {
  readonly members: Readonly<Record<string, unknown>>;
  readonly documents: readonly UploadedDocument[];
}

const fieldNames: readonly string[] = [
  'question',
  'preset',
  'options',
  'checklist',
  'number',
  'tolerance',
  'panel',
  'judge',
  'jury',
  'exchange',
  'decider',
  'rounds',
  'stopWhenBlindAgree',
  'baseline',
  'approval',
  'webhook',
  'budgetUsd',
  'budgetTokens',
  'deadlineSeconds',
  'search',
  'evidence',
];

/**
 * Parses `multipart/form-data`. Fields have the names of the JSON members, except: `options` and `checklist` are
 * repeated for each entry, `number` is its unit with `tolerance` as a field of its own, `judge` is its model, `panel`
 * is JSON or a name, `jury` is JSON, `webhook` is its URL, the budget is `budgetUsd` and `budgetTokens`, and `evidence`
 * is repeated for each file and for each address, which is text.
 */
export async function parseMultipart(c: AppContext, limits: DebateLimits): Promise<MultipartBody> {
  const form = await parseFormData(c, limits);
  const unknown = [...form.keys()].find((name) => !fieldNames.includes(name));
  if (unknown !== undefined)
    throwProblem(
      'validation-failed',
      `Unknown field ${JSON.stringify(unknown)}. The fields are ${fieldNames.join(', ')}.`,
    );

  const allTexts = (name: string) => form.getAll(name).map((value) => fieldText(name, value));
  const singleText = (name: string): string | undefined => {
    const [value, ...others] = allTexts(name);
    return others.length === 0
      ? value
      : throwProblem('validation-failed', `The field ${name} is repeated. Send it once.`);
  };
  const number = (name: string) => parseNumber(singleText(name));
  const json = (name: string) => {
    const text = singleText(name);
    return text === undefined ? undefined : parseBoundedJson(Buffer.from(text), limits);
  };
  const judge = singleText('judge');
  const panel = singleText('panel') ?? '';
  const webhook = singleText('webhook');
  const hasBudget = form.has('budgetUsd') || form.has('budgetTokens');
  const evidence = form.getAll('evidence');
  const addresses = evidence.filter((value) => typeof value === 'string');
  if (addresses.some((text) => !/^https?:/i.test(text)))
    throwProblem('validation-failed', 'The field evidence must be a file with a name, or an address.');
  const files = evidence.filter((value) => typeof value !== 'string');
  const hasNumber = form.has('number') || form.has('tolerance');
  return {
    members: {
      question: singleText('question'),
      preset: singleText('preset'),
      options: form.has('options') ? allTexts('options') : undefined,
      checklist: form.has('checklist') ? allTexts('checklist') : undefined,
      number: hasNumber ? { unit: singleText('number'), tolerance: number('tolerance') } : undefined,
      panel: isPanelName(panel) ? panel : json('panel'),
      judge: judge === undefined ? undefined : { model: judge },
      jury: json('jury'),
      exchange: singleText('exchange'),
      decider: singleText('decider'),
      rounds: number('rounds'),
      stopWhenBlindAgree: parseBoolean(singleText('stopWhenBlindAgree')),
      baseline: singleText('baseline'),
      approval: parseBoolean(singleText('approval')),
      webhook: webhook === undefined ? undefined : { url: webhook },
      budget: hasBudget ? { usd: number('budgetUsd'), tokens: number('budgetTokens') } : undefined,
      deadlineSeconds: number('deadlineSeconds'),
      search: parseBoolean(singleText('search')),
      evidence: addresses.length === 0 ? undefined : addresses.map((url) => ({ url })),
    },
    documents: await Promise.all(files.map(readUpload)),
  };
}

async function parseFormData(c: AppContext, { bodyValuesMax }: DebateLimits): Promise<FormData> {
  const contentType = c.req.header('content-type') ?? '';
  const bytes = await readBody(c);
  const boundary = /boundary="?([^";]+)/i.exec(contentType)?.[1] ?? '';
  if (countOccurrences(bytes, `--${boundary}`, bodyValuesMax + 1) > bodyValuesMax)
    throwProblem('validation-failed', `The form has more than ${bodyValuesMax} parts.`);
  try {
    return await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return throwProblem('malformed-body', 'The body is not valid multipart/form-data.');
  }
}

/** Counts occurrences up to `max`, to limit the parts of a form: each takes far more memory than its bytes. */
function countOccurrences(bytes: Buffer, text: string, max: number): number {
  let count = 0;
  for (let at = bytes.indexOf(text); at !== -1 && count < max; at = bytes.indexOf(text, at + 1)) count += 1;
  return count;
}

const fieldText = (name: string, value: FormDataEntryValue): string =>
  typeof value === 'string'
    ? value
    : throwProblem('validation-failed', `The field ${name} must be text, not a file.`);

/** Text that is not a number is returned unchanged, so that the schema reports it. */
const parseNumber = (text: string | undefined): number | string | undefined =>
  text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;

const parseBoolean = (text: string | undefined): boolean | string | undefined =>
  text === 'true' || text === 'false' ? text === 'true' : text;

const readUpload = async (file: File): Promise<UploadedDocument> => ({
  name: file.name,
  mediaType: file.type,
  content: await file.bytes(),
});
