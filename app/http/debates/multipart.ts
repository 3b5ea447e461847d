import type { DebateLimits } from '../../contract/types/contract.ts';
import type { AppContext } from '../deps.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { readBody } from '../middleware/body.ts';
import { parseBoundedJson } from '../middleware/json.ts';
import type { UploadedDocument } from './documents.ts';

/** A form, as the members of the JSON body that it stands for, and its files. */
export interface MultipartBody {
  readonly members: Readonly<Record<string, unknown>>;
  readonly documents: readonly UploadedDocument[];
}

const fieldNames: readonly string[] = [
  'question',
  'preset',
  'options',
  'panel',
  'judge',
  'rounds',
  'budgetUsd',
  'budgetTokens',
  'deadlineSeconds',
  'evidence',
];

/**
 * `multipart/form-data`. Fields have the names of the JSON body's members: `options` once for each option, `judge` its
 * model, `panel` as JSON, `budgetUsd` and `budgetTokens` for the budget, and `evidence` once for each file.
 */
export async function parseMultipart(c: AppContext, limits: DebateLimits): Promise<MultipartBody> {
  const form = await parseFormData(c, limits);
  const unknown = [...form.keys()].find((name) => !fieldNames.includes(name));
  if (unknown !== undefined)
    throwProblem(
      'validation-failed',
      `Unknown field ${JSON.stringify(unknown)}. The fields are ${fieldNames.join(', ')}.`,
    );

  const textsOf = (name: string) => form.getAll(name).map((value) => fieldText(name, value));
  const textOf = (name: string): string | undefined => {
    const [value, ...others] = textsOf(name);
    return others.length === 0
      ? value
      : throwProblem('validation-failed', `The field ${name} is there more than once.`);
  };
  const numberOf = (name: string) => parseNumber(textOf(name));
  const [judge, panel] = [textOf('judge'), textOf('panel')];
  const hasBudget = form.has('budgetUsd') || form.has('budgetTokens');
  return {
    members: {
      question: textOf('question'),
      preset: textOf('preset'),
      options: form.has('options') ? textsOf('options') : undefined,
      panel: panel === undefined ? undefined : parseBoundedJson(Buffer.from(panel), limits),
      judge: judge === undefined ? undefined : { model: judge },
      rounds: numberOf('rounds'),
      budget: hasBudget ? { usd: numberOf('budgetUsd'), tokens: numberOf('budgetTokens') } : undefined,
      deadlineSeconds: numberOf('deadlineSeconds'),
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
    return throwProblem('malformed-body', 'The body is not multipart/form-data as its Content-Type says.');
  }
}

/** How often a text occurs, up to `max`: each part of a form takes far more memory than its bytes. */
function countOccurrences(bytes: Buffer, text: string, max: number): number {
  let count = 0;
  for (let at = bytes.indexOf(text); at !== -1 && count < max; at = bytes.indexOf(text, at + 1)) count += 1;
  return count;
}

const fieldText = (name: string, value: FormDataEntryValue): string =>
  typeof value === 'string'
    ? value
    : throwProblem('validation-failed', `The field ${name} is text, not a file.`);

/** The number, or what stands there in its place, which the schema then refuses. */
const parseNumber = (text: string | undefined): number | string | undefined =>
  text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;

async function readUpload(value: FormDataEntryValue): Promise<UploadedDocument> {
  if (typeof value === 'string')
    return throwProblem('validation-failed', 'The field evidence is a file with a name, not text.');
  return { name: value.name, mediaType: value.type, content: await value.bytes() };
}
