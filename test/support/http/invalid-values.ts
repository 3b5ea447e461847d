import type { Random } from '../random.ts';

/** The part of JSON Schema that our document uses. */
export interface JsonSchema {
  readonly $ref?: string;
  /** A list: a type, and `null`. */
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: JsonSchema;
  /** Of several forms, the first is used. */
  readonly anyOf?: readonly JsonSchema[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

const words = [
  'split',
  'the',
  'monolith',
  'Ünïcode',
  '🙂',
  '"quoted"',
  '\\',
  '\u2028',
  '\ud800',
  '\u0000',
] as const;

const typeOf = ({ type }: JsonSchema): string | undefined => [type].flat().find((one) => one !== 'null');

/** A value that keeps to a schema; models are such as a test's roster has. */
export function validValue(schema: JsonSchema, random: Random): unknown {
  const [form] = schema.anyOf ?? [];
  if (form) return validValue(form, random);
  if (schema.enum) return schema.enum[random.below(schema.enum.length)];
  switch (typeOf(schema)) {
    case 'object':
      return validObject(schema, random);
    case 'array': {
      const { minItems = 0, maxItems = 3, items = {} } = schema;
      const length = minItems + random.below(Math.min(maxItems, minItems + 2) - minItems + 1);
      return Array.from({ length }, (_, index) =>
        items.type === 'string' ? `item ${index}` : validValue(items, random),
      );
    }
    case 'integer':
    case 'number':
      return (
        (schema.minimum ?? schema.exclusiveMinimum ?? 0) + (schema.exclusiveMinimum === undefined ? 0 : 1)
      );
    default:
      return `scripted ${random.pick(words)}${random.pick(words)}`.slice(0, schema.maxLength);
  }
}

function validObject(
  { properties = {}, required = [] }: JsonSchema,
  random: Random,
): Record<string, unknown> {
  const present = Object.entries(properties).filter(
    ([name]) => required.includes(name) || random.next() < 0.4,
  );
  return Object.fromEntries(present.map(([name, member]) => [name, validValue(member, random)]));
}

/** A value that breaks a schema in one place, somewhere in it. */
export function invalidValue(schema: JsonSchema, random: Random): unknown {
  const [form] = schema.anyOf ?? [];
  if (form) return invalidValue(form, random);
  const type = typeOf(schema);
  if (type === 'object' && schema.properties && random.next() < 0.75) return invalidObject(schema, random);
  if (type === 'array' && random.next() < 0.75) return invalidArray(schema, random);
  return wrongTypeOrLimit(schema, random);
}

const unknownMembers = [
  'colour',
  '__proto__',
  'constructor',
  'toString',
  '',
  '$ref',
  'question ',
  '\u0000',
] as const;

function invalidObject(schema: JsonSchema, random: Random): unknown {
  const { properties = {}, required = [] } = schema;
  const value = validObject(schema, random);
  const [name, member] = Object.entries(properties)[random.below(Object.keys(properties).length)] ?? ['', {}];
  const missing = required[random.below(required.length)];
  if (random.next() < 0.2)
    return Object.defineProperty(value, random.pick(unknownMembers), { value: 1, enumerable: true });
  if (random.next() < 0.2 && missing !== undefined) {
    delete value[missing];
    return value;
  }
  return { ...value, [name]: invalidValue(member, random) };
}

function invalidArray({ minItems = 0, maxItems = 0, items = {} }: JsonSchema, random: Random): unknown {
  const itemsOf = (length: number) =>
    Array.from({ length }, (_, index) => validValue({ ...items, enum: items.enum ?? [`${index}`] }, random));
  if (maxItems > 0 && random.next() < 0.4) return itemsOf(maxItems + 1 + random.below(50));
  if (minItems > 0 && random.next() < 0.4) return itemsOf(random.below(minItems));
  return [...itemsOf(Math.max(1, minItems)), invalidValue(items, random)];
}

/** Something of another type, or beyond a limit. */
function wrongTypeOrLimit(schema: JsonSchema, random: Random): unknown {
  const { maxLength, maximum, minimum, exclusiveMinimum } = schema;
  const type = typeOf(schema);
  const others: unknown[] = [[[]], { a: {} }, true];
  if (![schema.type].flat().includes('null')) others.push(null);
  if (type !== 'string') others.push('text', '', '1');
  if (type !== 'integer' && type !== 'number') others.push(0, -1, 1e308);
  if (type === 'integer') others.push(0.5);
  if (schema.enum) others.push('no such choice');
  if (maxLength !== undefined) others.push('x'.repeat(maxLength + 1 + random.below(1000)));
  if (schema.minLength !== undefined) others.push('', ' \u0000\n');
  if (maximum !== undefined) others.push(maximum + 1, 1e15);
  if (minimum !== undefined) others.push(minimum - 1);
  if (exclusiveMinimum !== undefined) others.push(exclusiveMinimum);
  return others[random.below(others.length)];
}
