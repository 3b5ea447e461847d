import type { DebateLimits } from '../../contract/types/limits.ts';
import type { AppContext } from '../context.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { readBody } from '../middleware/body.ts';
import { parseBoundedJson } from '../schemas/json-body.ts';
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
  'panel',
  'judge',
  'rounds',
  'budgetUsd',
  'budgetTokens',
  'deadlineSeconds',
  'evidence',
];

/**
 * Parses `multipart/form-data`. Fields have the names of the JSON members, except: `options` and `checklist` are
 * repeated for each entry, `judge` is its model, `panel` is JSON, the budget is `budgetUsd` and `budgetTokens`, and
 * `evidence` is repeated for each file.
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
  const judge = singleText('judge');
  const panel = singleText('panel');
  const hasBudget = form.has('budgetUsd') || form.has('budgetTokens');
  return {
    members: {
      question: singleText('question'),
      preset: singleText('preset'),
      options: form.has('options') ? allTexts('options') : undefined,
      checklist: form.has('checklist') ? allTexts('checklist') : undefined,
      panel: panel === undefined ? undefined : parseBoundedJson(Buffer.from(panel), limits),
      judge: judge === undefined ? undefined : { model: judge },
      rounds: number('rounds'),
      budget: hasBudget ? { usd: number('budgetUsd'), tokens: number('budgetTokens') } : undefined,
      deadlineSeconds: number('deadlineSeconds'),
    },
    documents: await Promise.all(form.getAll('evidence').map(readUpload)),
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

async function readUpload(value: FormDataEntryValue): Promise<UploadedDocument> {
  if (typeof value === 'string')
    return throwProblem('validation-failed', 'The field evidence must be a file with a name, not text.');
  return { name: value.name, mediaType: value.type, content: await value.bytes() };
}
