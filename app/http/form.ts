import type { Limits } from '../contract/contract.ts';
import { readBody } from './body.ts';
import type { GivenDocument } from './documents.ts';
import { readJson } from './json.ts';
import type { AppContext } from './parts.ts';
import { refuse } from './problems.ts';

/** A form, as the members of the JSON body that it stands for, and its files. */
export interface ReadForm {
  readonly members: Readonly<Record<string, unknown>>;
  readonly documents: readonly GivenDocument[];
}

const fields: readonly string[] = [
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
export async function readForm(c: AppContext, limits: Limits): Promise<ReadForm> {
  const form = await parse(c, limits);
  const unknown = [...form.keys()].find((name) => !fields.includes(name));
  if (unknown !== undefined)
    refuse('invalid', `Unknown field ${JSON.stringify(unknown)}. The fields are ${fields.join(', ')}.`);

  const all = (name: string) => form.getAll(name).map((value) => textOf(name, value));
  const one = (name: string): string | undefined => {
    const [value, ...others] = all(name);
    return others.length === 0 ? value : refuse('invalid', `The field ${name} is there more than once.`);
  };
  const number = (name: string) => numberIn(one(name));
  const [judge, panel] = [one('judge'), one('panel')];
  const hasBudget = form.has('budgetUsd') || form.has('budgetTokens');
  return {
    members: {
      question: one('question'),
      preset: one('preset'),
      options: form.has('options') ? all('options') : undefined,
      panel: panel === undefined ? undefined : readJson(Buffer.from(panel), limits),
      judge: judge === undefined ? undefined : { model: judge },
      rounds: number('rounds'),
      budget: hasBudget ? { usd: number('budgetUsd'), tokens: number('budgetTokens') } : undefined,
      deadlineSeconds: number('deadlineSeconds'),
    },
    documents: await Promise.all(form.getAll('evidence').map(fileOf)),
  };
}

async function parse(c: AppContext, { bodyValuesMax }: Limits): Promise<FormData> {
  const contentType = c.req.header('content-type') ?? '';
  const bytes = await readBody(c);
  const boundary = /boundary="?([^";]+)/i.exec(contentType)?.[1] ?? '';
  if (countOf(bytes, `--${boundary}`, bodyValuesMax + 1) > bodyValuesMax)
    refuse('invalid', `The form has more than ${bodyValuesMax} parts.`);
  try {
    return await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return refuse('bad-body', 'The body is not multipart/form-data as its Content-Type says.');
  }
}

/** How often a text occurs, up to `max`: each part of a form takes far more memory than its bytes. */
function countOf(bytes: Buffer, text: string, max: number): number {
  let count = 0;
  for (let at = bytes.indexOf(text); at !== -1 && count < max; at = bytes.indexOf(text, at + 1)) count += 1;
  return count;
}

const textOf = (name: string, value: FormDataEntryValue): string =>
  typeof value === 'string' ? value : refuse('invalid', `The field ${name} is text, not a file.`);

/** The number, or what stands there in its place, which the schema then refuses. */
const numberIn = (text: string | undefined): number | string | undefined =>
  text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;

async function fileOf(value: FormDataEntryValue): Promise<GivenDocument> {
  if (typeof value === 'string')
    return refuse('invalid', 'The field evidence is a file with a name, not text.');
  return { name: value.name, mediaType: value.type, content: await value.bytes() };
}
