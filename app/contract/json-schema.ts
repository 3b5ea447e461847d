import { isJsonObject } from '../shared/is-json-object.ts';
import { didYouMean } from '../shared/suggestions.ts';
import { describeDerivedBelow } from './facts.ts';

/** The part of JSON Schema that the schema of a profile file uses. */
export interface SchemaNode {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  /** The value keeps to one of these; the first one is the usual one, whose errors are reported. */
  readonly anyOf?: readonly SchemaNode[];
  readonly minimum?: number;
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
}

/** Errors in a value: one sentence each, with its path. */
export function validateValue(schema: SchemaNode, value: unknown, path = ''): string[] {
  const at = path === '' ? 'the profile' : path;
  if (schema.anyOf !== undefined) {
    const errors = schema.anyOf.map((one) => validateValue(one, value, path));
    return errors.some((some) => some.length === 0) ? [] : (errors[0] ?? []);
  }
  if (schema.enum !== undefined) return validateWord(schema.enum, value, at);
  const types = [schema.type ?? []].flat();
  const found = typeOf(value);
  if (!types.includes(found)) return [`${at}: must be ${types.map(withArticle).join(' or ')}`];
  if (typeof value === 'number' && value < (schema.minimum ?? value))
    return [`${at}: must be ${schema.minimum} or more`];
  if (typeof value === 'string' && schema.pattern !== undefined && !new RegExp(schema.pattern).test(value))
    return [`${at}: ${JSON.stringify(value)} does not match ${schema.pattern}`];
  return isJsonObject(value) ? validateMembers(schema, value, path) : [];
}

const validateWord = (words: readonly string[], value: unknown, at: string): string[] =>
  typeof value === 'string' && words.includes(value)
    ? []
    : [`${at}: must be one of ${words.join(', ')}${didYouMean(String(value), words)}`];

function validateMembers(schema: SchemaNode, value: object, path: string): string[] {
  const { properties = {}, additionalProperties, required = [] } = schema;
  const prefix = path === '' ? '' : `${path}.`;
  const missing = required.filter((name) => !Object.hasOwn(value, name));
  const members = Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (known !== undefined) return validateValue(known, member, `${prefix}${name}`);
    if (typeof additionalProperties === 'object')
      return validateValue(additionalProperties, member, `${prefix}${name}`);
    return [
      `${prefix}${name}: unknown name${alternatives(`${prefix}${name}`, name, Object.keys(properties))}`,
    ];
  });
  return [...missing.map((name) => `${prefix}${name}: is missing`), ...members];
}

function alternatives(path: string, name: string, known: readonly string[]): string {
  const derived = describeDerivedBelow(path);
  if (derived.length > 0) return `: ${derived.join('; ')}; change these`;
  const suggestion = didYouMean(name, known);
  return `${suggestion === '' ? '; known' : `${suggestion} Known`} names: ${known.join(', ')}`;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const withArticle = (type: string): string =>
  type === 'null' ? 'null' : `${type === 'object' ? 'an' : 'a'} ${type}`;
