import { z } from '@hono/zod-openapi';
import type { Contract } from '../contract/contract.ts';
import { presetNames } from '../debate/presets.ts';
import { panelRoles } from '../debate/words.ts';
import { issueInWords, usdUpTo, wholeIn } from './issue-words.ts';
import { refuse } from './problems.ts';
import { cleanText } from './text.ts';

/** What callers send. Limits come from the contract, and unknown members are refused by name. */

const words = (charsMax: number) => z.string().overwrite(cleanText).trim().min(1).max(charsMax);

const isDistinct = (items: readonly string[]) => new Set(items).size === items.length;

export type NewDebateSchema = ReturnType<typeof newDebateSchema>;
export type NewDebate = z.infer<NewDebateSchema>;

/**
 * Body of `POST /api/v1/debates`; resources.ts has the same as a type. Made once: a schema that has a name is never
 * freed.
 */
export function newDebateSchema({ limits }: Contract) {
  const model = words(limits.modelCharsMax).openapi({ example: 'rehearsal' });
  const option = words(limits.optionCharsMax);
  const name = words(limits.nameCharsMax);
  return z
    .strictObject({
      question: words(limits.questionCharsMax),
      preset: z.enum(presetNames).optional(),
      options: z
        .array(option)
        .min(limits.optionsMin)
        .max(limits.optionsMax)
        .refine(isDistinct, 'has two options that are the same')
        .optional(),
      evidence: z
        .array(
          z.strictObject({
            name,
            mediaType: z.string().max(limits.nameCharsMax).optional(),
            text: z.string(),
          }),
        )
        .max(limits.documentsMax)
        .optional(),
      panel: z
        .array(
          z.strictObject({
            name: name.optional(),
            role: z.enum(panelRoles).optional(),
            model: model.optional(),
          }),
        )
        .min(limits.panelMin)
        .max(limits.panelMax)
        .optional(),
      judge: z.strictObject({ model }).optional(),
      rounds: wholeIn(0, limits.roundsMax).optional(),
      budget: z
        .strictObject({
          usd: usdUpTo(limits.budgetUsdMax).optional(),
          tokens: wholeIn(1, limits.budgetTokensMax).optional(),
        })
        .optional(),
      deadlineSeconds: wholeIn(limits.deadlineSecondsMin, limits.deadlineSecondsMax).optional(),
    })
    .openapi('NewDebate');
}

/** The same as a form: for the document; form.ts turns what comes into the members above. */
export function newDebateForm({ limits }: Contract) {
  return z
    .object({
      question: z.string().max(limits.questionCharsMax),
      preset: z.enum(presetNames).optional(),
      options: z.array(z.string()).optional().openapi({ description: 'Once for each option' }),
      panel: z.string().optional().openapi({ description: 'As JSON' }),
      judge: z.string().optional().openapi({ description: 'Its model' }),
      rounds: z.int().min(0).max(limits.roundsMax).optional(),
      budgetUsd: z.number().optional(),
      budgetTokens: z.int().optional(),
      deadlineSeconds: z.int().min(limits.deadlineSecondsMin).max(limits.deadlineSecondsMax).optional(),
      evidence: z
        .array(z.string().openapi({ format: 'binary' }))
        .max(limits.documentsMax)
        .optional()
        .openapi({ description: 'Files: plain text, Markdown or HTML, in UTF-8' }),
    })
    .openapi('NewDebateForm');
}

/** Body of `POST /api/v1/debates/{id}/notes`. */
export const noteSchema = ({ limits }: Contract) =>
  z.strictObject({ text: words(limits.noteCharsMax) }).openapi('NewNote');

/** A whole number in a query string. */
export const integerIn = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(wholeIn(min, max))
    .openapi({ type: 'integer', minimum: min, maximum: max });

/** A body as its schema says, or a refusal that names every member at fault. */
export function readMembers<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const read = schema.safeParse(body, inWords);
  if (read.success) return read.data;
  const errors = errorsOf(read.error);
  return refuse('invalid', listed(errors), { errors });
}

/** A query string as its schema says. */
export function readQuery<T extends z.ZodType>(
  schema: T,
  query: Readonly<Record<string, string>>,
): z.infer<T> {
  const read = schema.safeParse(query, inWords);
  if (read.success) return read.data;
  const errors = errorsOf(read.error);
  return refuse('bad-query', listed(errors), { errors });
}

type MemberError = { readonly at: string; readonly says: string };

const inWords = { error: issueInWords };

/** A message names unknown members, and these may be of any length. */
const saysCharsMax = 300;

function errorsOf(error: z.ZodError): readonly MemberError[] {
  const errors = error.issues.map(({ path, message }) => ({
    at: pathText(path),
    says: message.slice(0, saysCharsMax),
  }));
  // A number can miss its range in two ways at once, and is told so once.
  return errors.filter(
    ({ at, says }, index) => errors.findIndex((one) => one.at === at && one.says === says) === index,
  );
}

/** `panel[0].model`; '' is the whole body. */
const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');

const listed = (errors: readonly MemberError[]): string =>
  errors.map(({ at, says }) => (at ? `${at}: ${says}.` : `It ${says}.`)).join(' ');
