/** Removes NUL and a byte order mark and replaces lone surrogates, which PostgreSQL and some clients reject. */
export const normalizeText = (text: string): string => text.replace(/^\uFEFF|\0/g, '').toWellFormed();
