/**
 * Text as PostgreSQL can hold it in a column of its own: without NUL, which it refuses, and without halves of
 * surrogate pairs. The log does not need this, since it holds JSON, where both are escaped.
 */
export const sanitizeText = (text: string): string => text.replaceAll('\0', '\u{fffd}').toWellFormed();
