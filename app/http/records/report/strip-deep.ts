import { stripInvisible } from '../../../shared/printable.ts';

/** A JSON value whose strings have no invisible characters, and how many were removed. */
export function stripDeep<T>(value: T): { readonly value: T; readonly removed: number } {
  let removed = 0;
  const stripped: T = JSON.parse(JSON.stringify(value), (_, member: unknown) => {
    if (typeof member !== 'string') return member;
    const lines = member.replace(/\r\n?|[\u2028\u2029]/g, '\n');
    const clean = stripInvisible(lines);
    if (clean.length < lines.length) removed += countCharacters(lines) - countCharacters(clean);
    return clean;
  });
  return { value: stripped, removed };
}

const countCharacters = (text: string): number => [...text].length;
