/** Text that every database and every reader can take: no NUL, no half of a surrogate pair, no byte order mark. */
export const normalizeText = (text: string): string => text.replace(/^\uFEFF|\0/g, '').toWellFormed();
