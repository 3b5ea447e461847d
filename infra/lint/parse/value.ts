/** A JSON or YAML value. Maps, because keys such as `__proto__` are harmless there. */
export type Value = null | boolean | number | string | readonly Value[] | ValueMap;
export type ValueMap = ReadonlyMap<string, Value>;

export interface ParsedDocument {
  readonly value: Value;
  /** The line (from 1) of a value, or of the nearest enclosing value that has one. */
  readonly lineOf: (path: readonly (string | number)[]) => number | null;
  /** Faults of a text that can be read nevertheless, such as duplicate keys. */
  readonly problems: readonly ParseProblem[];
}

export interface ParseProblem {
  readonly line: number | null;
  readonly reason: string;
}

/** Thrown for a text that is not a document; `line` is where that starts, when known. */
export class ParseError extends Error {
  readonly line: number | null;
  constructor(reason: string, line: number | null = null) {
    super(reason);
    this.line = line;
  }
}

/** CloudFormation accepts 1 MB. */
export const bytesMax = 8 * 1024 * 1024;
export const depthMax = 200;

export const isMap = (value: unknown): value is ValueMap => value instanceof Map;
