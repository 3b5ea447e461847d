/** The block of a reply has an invalid member. The message is sent back to the agent. */
export class ReplyProblem extends Error {}

/** A reply with a longer member or list is malformed. */
const textCharsMax = 20_000;
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

export function requireNumber(data: Members, name: string): number {
  const value = data[name];
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new ReplyProblem(`"${name}" must be a number`);
  return value;
}

export function requireBoolean(data: Members, name: string): boolean {
  const value = data[name];
  if (typeof value !== 'boolean') throw new ReplyProblem(`"${name}" must be true or false`);
  return value;
}

export function requireList(data: Members, name: string): readonly unknown[] {
  const value = data[name];
  if (!Array.isArray(value)) throw new ReplyProblem(`"${name}" must be a list`);
  if (value.length > itemsMax) throw new ReplyProblem(`"${name}" has more than ${itemsMax} items`);
  return value;
}

export const requireTexts = (data: Members, name: string): readonly string[] =>
  requireList(data, name).map((item) => requireText({ item }, 'item'));

/** A text that may be missing, empty or null. */
export function optionalText(data: Members, name: string): string | null {
  const value = data[name];
  if (value === undefined || value === null || value === '') return null;
  return requireText(data, name);
}
