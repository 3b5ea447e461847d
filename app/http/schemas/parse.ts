import type { z } from '@hono/zod-openapi';
import { type ProblemCode, throwProblem } from '../errors/problem-types.ts';
import { formatIssue } from './issues.ts';

/** Validates a query string; the problem names every invalid parameter. */
export const parseQuery = <T extends z.ZodType>(
  schema: T,
  query: Readonly<Record<string, string>>,
): z.infer<T> => parseValue(schema, query, 'invalid-query');

/** Validates a value; the problem names every invalid member. */
export function parseValue<T extends z.ZodType>(schema: T, value: unknown, code: ProblemCode): z.infer<T> {
  const parsed = schema.safeParse(value, { error: formatIssue });
  if (parsed.success) return parsed.data;
  const errors = toFieldErrors(parsed.error);
  return throwProblem(code, formatErrors(errors), { errors });
}

interface FieldError {
  /** `panel[0].model`; '' for the whole value. */
  readonly path: string;
  readonly message: string;
}

/** Messages contain the names of unknown members, which can be of any length. */
const messageCharsMax = 300;

function toFieldErrors(error: z.ZodError): readonly FieldError[] {
  const errors = error.issues.map(({ path, message }) => ({
    path: formatPath(path),
    message: message.slice(0, messageCharsMax),
  }));
  // A number can violate its range in two ways, which have the same message.
  return errors.filter(
    ({ path, message }, index) =>
      errors.findIndex((other) => other.path === path && other.message === message) === index,
  );
}

const formatPath = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');

const formatErrors = (errors: readonly FieldError[]): string =>
  errors.map(({ path, message }) => (path ? `${path}: ${message}.` : `It ${message}.`)).join(' ');
