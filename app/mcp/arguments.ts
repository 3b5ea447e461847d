import type { ToolCall } from './protocol.ts';

type Arguments = ToolCall['args'];

// The arguments of a tool call. Each throws a TypeError that a model can act on.

export function readText(args: Arguments, name: string): string | undefined {
  const value = args[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new TypeError(`${name} must be a text.`);
}

export function readNumber(args: Arguments, name: string): number | undefined {
  const value = args[name];
  if (value === undefined || typeof value === 'number') return value;
  throw new TypeError(`${name} must be a number.`);
}

export function readTexts(args: Arguments, name: string): readonly string[] | undefined {
  const value = args[name];
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new TypeError(`${name} must be a list of texts.`);
}
