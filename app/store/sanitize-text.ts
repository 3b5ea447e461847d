/**
 * Replaces what a PostgreSQL text column cannot hold: NUL and lone surrogates. The log needs no sanitizing: it holds
 * JSON, where both are escaped.
 */
export const sanitizeText = (text: string): string => text.replaceAll('\0', '\u{fffd}').toWellFormed();
