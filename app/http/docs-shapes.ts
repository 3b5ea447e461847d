import type { ApiDocument } from './openapi.ts';
import { escapeHtml } from './report-formats.ts';

type Schemas = NonNullable<NonNullable<ApiDocument['components']>['schemas']>;
/** A schema, or a reference to one by name. */
export type Schema = Schemas[string];

/** A schema as HTML, in the notation of TypeScript; named schemas are links. */
export function shape(schema: Schema, indent = ''): string {
  if ('$ref' in schema) {
    const name = schema.$ref.replace('#/components/schemas/', '');
    return `<a href="#${schemaAnchor(name)}">${escapeHtml(name)}</a>`;
  }
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (alternatives) return alternatives.map((one) => shape(one, indent)).join(' | ');
  if (schema.enum) return schema.enum.map((value) => escapeHtml(JSON.stringify(value))).join(' | ');
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  const notes = limitsOf(schema);
  return types.map((type) => typeShape(type, schema, indent)).join(' | ') + (notes ? ` <i>${notes}</i>` : '');
}

/** Text in which code stands between backticks, as HTML. */
export const prose = (text: string): string => escapeHtml(text).replace(/`([^`]*)`/g, '<code>$1</code>');

export const schemaAnchor = (name: string): string => `schema-${escapeHtml(name)}`;

type Inline = Exclude<Schema, { $ref: string }>;

function typeShape(type: unknown, schema: Inline, indent: string): string {
  switch (type) {
    case 'array':
      return schema.items ? `[${shape(schema.items, indent)}]` : '[]';
    case 'object':
      return objectShape(schema, indent);
    default:
      return typeof type === 'string' ? type : 'any';
  }
}

function objectShape(schema: Inline, indent: string): string {
  const { properties, additionalProperties, required = [] } = schema;
  if (!properties)
    return typeof additionalProperties === 'object'
      ? `{ [name]: ${shape(additionalProperties, indent)} }`
      : '{}';
  const inner = `${indent}  `;
  const members = Object.entries(properties).map(([name, member]) => {
    const mark = required.includes(name) ? '' : '?';
    const says = 'description' in member && member.description ? `  <i>${prose(member.description)}</i>` : '';
    return `${inner}<b>${escapeHtml(name)}</b>${mark}: ${shape(member, inner)}${says}`;
  });
  return `{\n${members.join('\n')}\n${indent}}`;
}

function limitsOf(schema: Inline): string {
  const { minLength, maxLength, minimum, exclusiveMinimum, maximum, minItems, maxItems } = schema;
  return [
    range(minLength, maxLength, ' characters'),
    range(minItems, maxItems, ' items'),
    range(minimum, maximum, ''),
    exclusiveMinimum === undefined ? '' : `more than ${exclusiveMinimum}`,
  ]
    .filter(Boolean)
    .join(', ');
}

function range(min: number | undefined, max: number | undefined, unit: string): string {
  if (min === undefined && max === undefined) return '';
  if (min === undefined) return `at most ${max}${unit}`;
  return max === undefined ? `at least ${min}${unit}` : `${min} to ${max}${unit}`;
}
