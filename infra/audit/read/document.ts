import { readJson } from './json.ts';
import { readYaml } from './yaml.ts';

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

/** A text that is no document at all. */
export class Unreadable extends Error {}

/** CloudFormation itself takes 1 MB. */
export const bytesMax = 8 * 1024 * 1024;
export const depthMax = 200;

/** The documents of a text: one of JSON, or any number of YAML. */
export function readDocuments(text: string): Document[] {
  if (text.length > bytesMax) throw new Unreadable(`it is larger than ${bytesMax} bytes`);
  if (!isText(text)) throw new Unreadable('it is no text');
  const json = /^\s*[{[]/.test(text) ? readJson(text) : null;
  return json === null ? readYaml(text) : [json];
}

/** Small enough to be looked at, and nothing that only machines read. */
export const isText = (text: string): boolean => text.length <= bytesMax && !text.includes('\0');

export const isMap = (value: unknown): value is ValueMap => value instanceof Map;
