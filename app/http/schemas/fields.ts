import { z } from '@hono/zod-openapi';
import { normalizeText } from './normalize-text.ts';

export const textField = (charsMax: number) =>
  z.string().overwrite(normalizeText).trim().min(1).max(charsMax);

/** One message for every violation, so that it always names both ends of the range. */
export function integerBetween(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return z.int(message).min(min, message).max(max, message);
}

export function usdAtMost(max: number) {
  const message = `must be a number above 0 and at most ${max}`;
  return z.number(message).positive(message).max(max, message);
}

/** A whole number in a query string. */
export const queryInteger = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(integerBetween(min, max))
    .openapi({ type: 'integer', minimum: min, maximum: max });
