/** What JSON and YAML say: maps keep keys such as `__proto__` harmless. */
export type Value = null | boolean | number | string | readonly Value[] | ValueMap;
export type ValueMap = ReadonlyMap<string, Value>;

export interface Document {
  readonly value: Value;
  /** The line, from 1, of a value, or of the nearest thing around it that has one. */
  readonly lineOf: (path: readonly (string | number)[]) => number | null;
  /** What is wrong with the text, though it could be read. */
  readonly problems: readonly Problem[];
}

export interface Problem {
  readonly line: number | null;
  readonly why: string;
}

/** A text that is no document at all, and from which line on. */
export class Unreadable extends Error {
  readonly line: number | null;
  constructor(why: string, line: number | null = null) {
    super(why);
    this.line = line;
  }
}

/** CloudFormation itself takes 1 MB. */
export const bytesMax = 8 * 1024 * 1024;
export const depthMax = 200;

export const isMap = (value: unknown): value is ValueMap => value instanceof Map;
