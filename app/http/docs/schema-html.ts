import { escapeHtml } from '../records/report-formats.ts';
import type { ApiDocument } from './openapi.ts';

type Schemas = NonNullable<NonNullable<ApiDocument['components']>['schemas']>;
/** A schema, or a reference to one by name. */
export type Schema = Schemas[string];

/** A schema as HTML, in the notation of TypeScript; named schemas are links. */
export function schemaHtml(schema: Schema, indent = ''): string {
  if ('$ref' in schema) {
    const name = schema.$ref.replace('#/components/schemas/', '');
    return `<a href="#${schemaAnchor(name)}">${escapeHtml(name)}</a>`;
  }
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (alternatives) return alternatives.map((alternative) => schemaHtml(alternative, indent)).join(' | ');
  if (schema.enum) return schema.enum.map((value) => escapeHtml(JSON.stringify(value))).join(' | ');
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  const limits = formatLimits(schema);
  return (
    types.map((type) => typeHtml(type, schema, indent)).join(' | ') + (limits ? ` <i>${limits}</i>` : '')
  );
}

/** Text in which code stands between backticks, as HTML. */
export const proseHtml = (text: string): string => escapeHtml(text).replace(/`([^`]*)`/g, '<code>$1</code>');

export const schemaAnchor = (name: string): string => `schema-${escapeHtml(name)}`;

type InlineSchema = Exclude<Schema, { $ref: string }>;

function typeHtml(type: unknown, schema: InlineSchema, indent: string): string {
  switch (type) {
    case 'array':
      return schema.items ? `[${schemaHtml(schema.items, indent)}]` : '[]';
    case 'object':
      return objectHtml(schema, indent);
    default:
      return typeof type === 'string' ? type : 'any';
  }
}

function objectHtml(schema: InlineSchema, indent: string): string {
  const { properties, additionalProperties, required = [] } = schema;
  if (!properties)
    return typeof additionalProperties === 'object'
      ? `{ [name]: ${schemaHtml(additionalProperties, indent)} }`
      : '{}';
  const inner = `${indent}  `;
  const members = Object.entries(properties).map(([name, member]) => {
    const optionalMark = required.includes(name) ? '' : '?';
    const description =
      'description' in member && member.description ? `  <i>${proseHtml(member.description)}</i>` : '';
    return `${inner}<b>${escapeHtml(name)}</b>${optionalMark}: ${schemaHtml(member, inner)}${description}`;
  });
  return `{\n${members.join('\n')}\n${indent}}`;
}

function formatLimits(schema: InlineSchema): string {
  const { minLength, maxLength, minimum, exclusiveMinimum, maximum, minItems, maxItems } = schema;
  return [
    formatRange(minLength, maxLength, ' characters'),
    formatRange(minItems, maxItems, ' items'),
    formatRange(minimum, maximum, ''),
    exclusiveMinimum === undefined ? '' : `more than ${exclusiveMinimum}`,
  ]
    .filter(Boolean)
    .join(', ');
}

function formatRange(min: number | undefined, max: number | undefined, unit: string): string {
  if (min === undefined && max === undefined) return '';
  if (min === undefined) return `at most ${max}${unit}`;
  return max === undefined ? `at least ${min}${unit}` : `${min} to ${max}${unit}`;
}
