import { z } from '@hono/zod-openapi';
import type { Contract } from '../../contract/types/contract.ts';
import { presetNames } from '../../debate/core/presets.ts';
import { panelRoles } from '../../debate/views/labels.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { formatIssue, integerBetween, usdAtMost } from './issues.ts';
import { normalizeText } from './normalize-text.ts';

/** What callers send. Limits come from the contract, and unknown members are refused by name. */

const textField = (charsMax: number) => z.string().overwrite(normalizeText).trim().min(1).max(charsMax);

const areDistinct = (items: readonly string[]) => new Set(items).size === items.length;

export type NewDebateSchema = ReturnType<typeof newDebateSchema>;
export type NewDebate = z.infer<NewDebateSchema>;

/**
 * Body of `POST /api/v1/debates`; resources.ts has the same as a type. Made once: a schema that has a name is never
 * freed.
 */
export function newDebateSchema({ limits }: Contract) {
  const model = textField(limits.modelCharsMax).openapi({ example: 'rehearsal' });
  const option = textField(limits.optionCharsMax);
  const name = textField(limits.nameCharsMax);
  return z
    .strictObject({
      question: textField(limits.questionCharsMax),
      preset: z.enum(presetNames).optional(),
      options: z
        .array(option)
        .min(limits.optionsMin)
        .max(limits.optionsMax)
        .refine(areDistinct, 'has two options that are the same')
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
      rounds: integerBetween(0, limits.roundsMax).optional(),
      budget: z
        .strictObject({
          usd: usdAtMost(limits.budgetUsdMax).optional(),
          tokens: integerBetween(1, limits.budgetTokensMax).optional(),
        })
        .optional(),
      deadlineSeconds: integerBetween(limits.deadlineSecondsMin, limits.deadlineSecondsMax).optional(),
    })
    .openapi('NewDebate');
}

/** The same as a form: for the document; form.ts turns what comes into the members above. */
export function newDebateFormSchema({ limits }: Contract) {
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
  z.strictObject({ text: textField(limits.noteCharsMax) }).openapi('NewNote');

/** A whole number in a query string. */
export const queryInteger = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(integerBetween(min, max))
    .openapi({ type: 'integer', minimum: min, maximum: max });

/** A body as its schema says, or a refusal that names every member at fault. */
export function parseBody<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const parsed = schema.safeParse(body, parseOptions);
  if (parsed.success) return parsed.data;
  const errors = toFieldErrors(parsed.error);
  return throwProblem('validation-failed', formatErrors(errors), { errors });
}

/** A query string as its schema says. */
export function parseQuery<T extends z.ZodType>(
  schema: T,
  query: Readonly<Record<string, string>>,
): z.infer<T> {
  const parsed = schema.safeParse(query, parseOptions);
  if (parsed.success) return parsed.data;
  const errors = toFieldErrors(parsed.error);
  return throwProblem('invalid-query', formatErrors(errors), { errors });
}

type FieldError = { readonly path: string; readonly message: string };

const parseOptions = { error: formatIssue };

/** A message names unknown members, and these may be of any length. */
const messageCharsMax = 300;

function toFieldErrors(error: z.ZodError): readonly FieldError[] {
  const errors = error.issues.map(({ path, message }) => ({
    path: formatPath(path),
    message: message.slice(0, messageCharsMax),
  }));
  // A number can miss its range in two ways at once, and is told so once.
  return errors.filter(
    ({ path, message }, index) =>
      errors.findIndex((other) => other.path === path && other.message === message) === index,
  );
}

/** `panel[0].model`; '' is the whole body. */
const formatPath = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');

const formatErrors = (errors: readonly FieldError[]): string =>
  errors.map(({ path, message }) => (path ? `${path}: ${message}.` : `It ${message}.`)).join(' ');
