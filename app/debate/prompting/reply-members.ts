/** The block of a reply has an invalid member. The message is sent back to the agent. */
export class ReplyProblem extends Error {}

/** A reply with a longer member or list is malformed. */
const textCharsMax = 100_000;
const itemsMax = 40;

export type Members = Readonly<Record<string, unknown>>;

export function requireObject(value: unknown, name: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ReplyProblem(`${name} is not an object`);
  return value as Members;
}

export function requireText(data: Members, name: string): string {
  const value = data[name];
  if (typeof value !== 'string' || value.trim() === '')
    throw new ReplyProblem(`"${name}" must be a non-empty string`);
  if (value.length > textCharsMax)
    throw new ReplyProblem(`"${name}" is longer than ${textCharsMax} characters`);
  return value.trim();
}

/** A share from 0 to 1, also as a text or in percent. */
export function requireShare(data: Members, name: string): number {
  const value = data[name];
  const [, digits = '', percent = ''] =
    /^\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(
      typeof value === 'number' ? `${value}` : typeof value === 'string' ? value : '',
    ) ?? [];
  const number = Number(digits);
  if (digits !== '' && percent === '' && number <= 1) return number;
  // Up to 10 it could be a mark out of ten, above only a percentage.
  if (digits !== '' && number <= 100 && (percent === '%' || number > 10)) return number / 100;
  throw new ReplyProblem(`"${name}" must be a number from 0 to 1`);
}

export function requireBoolean(data: Members, name: string): boolean {
  const value = data[name];
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (word === true || word === 1 || word === 'true' || word === 'yes') return true;
  if (word === false || word === 0 || word === 'false' || word === 'no') return false;
  throw new ReplyProblem(`"${name}" must be true or false`);
}

export function requireList(data: Members, name: string): readonly unknown[] {
  const value = data[name];
  if (!Array.isArray(value)) throw new ReplyProblem(`"${name}" must be a list`);
  if (value.length > itemsMax) throw new ReplyProblem(`"${name}" has more than ${itemsMax} items`);
  return value;
}

/** A list of texts. Null and a missing list are empty, one text is a list of it, and empty items are dropped. */
export function requireTexts(data: Members, name: string): readonly string[] {
  const value = data[name];
  if (value === undefined || value === null) return [];
  if (typeof value === 'string') return value.trim() === '' ? [] : [requireText(data, name)];
  return requireList(data, name)
    .filter((item) => item !== null && item !== '' && !(typeof item === 'string' && item.trim() === ''))
    .map((item) => requireText({ [name]: item }, name));
}

/** A text that may be missing, empty or null. */
export function optionalText(data: Members, name: string): string | null {
  const value = data[name];
  if (value === undefined || value === null || value === '') return null;
  return requireText(data, name);
}

/** A text of several lines could imitate the lines that the engine writes about it. */
export const toSingleLine = (text: string): string => text.replace(/\s+/g, ' ');
