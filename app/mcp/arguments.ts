/** The arguments of a tool call, as the client sent them. */
export type ToolArguments = Readonly<Record<string, unknown>>;

/** Arguments are wrong. The message is for the model, which can correct them. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

export function readText(args: ToolArguments, name: string): string | undefined {
  const value = args[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new ArgumentError(`${name} must be a text.`);
}

export function readRequiredText(args: ToolArguments, name: string): string {
  const value = readText(args, name);
  if (value === undefined) throw new ArgumentError(`The argument ${name} is missing.`);
  return value;
}

export function readNumber(args: ToolArguments, name: string): number | undefined {
  const value = args[name];
  if (value === undefined || typeof value === 'number') return value;
  throw new ArgumentError(`${name} must be a number.`);
}

export function readObject(args: ToolArguments, name: string): ToolArguments | undefined {
  const value = args[name];
  if (value === undefined) return undefined;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new ArgumentError(`${name} must be an object.`);
}

export function readTexts(args: ToolArguments, name: string): readonly string[] | undefined {
  const value = args[name];
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new ArgumentError(`${name} must be a list of texts.`);
}
