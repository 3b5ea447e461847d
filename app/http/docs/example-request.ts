import { baseUrl } from './introduction.ts';
import type { ApiDocument } from './openapi.ts';
import type { Schema } from './schema-html.ts';

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

/** A curl command for an operation, with the required members of its body. */
export function exampleRequest(
  document: ApiDocument,
  method: string,
  path: string,
  content: Content,
): string {
  const address = `${baseUrl}${path.replace(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase())}`;
  const schema = content['application/json']?.schema;
  const verb = method === 'GET' ? '' : ` -X ${method}`;
  if (!schema) return `curl${verb} ${address}`;
  const body = JSON.stringify(exampleValue(document, schema, 0));
  return `curl${verb} ${address} -H 'content-type: application/json' \\\n  -d '${body}'`;
}

const depthMax = 4;

function exampleValue(document: ApiDocument, schema: Schema, depth: number): unknown {
  if (depth > depthMax) return null;
  if ('$ref' in schema) {
    const named = document.components?.schemas?.[schema.$ref.split('/').at(-1) ?? ''];
    return named ? exampleValue(document, named, depth + 1) : null;
  }
  if (schema.example !== undefined) return schema.example;
  if (schema.enum) return schema.enum[0];
  const alternative = schema.oneOf?.[0] ?? schema.anyOf?.[0] ?? schema.allOf?.[0];
  if (alternative) return exampleValue(document, alternative, depth + 1);
  const [type] = Array.isArray(schema.type) ? schema.type : [schema.type];
  if (type === 'array') return schema.items ? [exampleValue(document, schema.items, depth + 1)] : [];
  if (type === 'object') return exampleMembers(document, schema, depth);
  return simpleValues[String(type)] ?? null;
}

function exampleMembers(
  document: ApiDocument,
  { properties = {}, required = [] }: Exclude<Schema, { $ref: string }>,
  depth: number,
): Readonly<Record<string, unknown>> {
  const members = Object.entries(properties).filter(([name]) => required.includes(name));
  return Object.fromEntries(
    members.map(([name, member]) => [name, exampleValue(document, member, depth + 1)]),
  );
}

const simpleValues: Readonly<Record<string, unknown>> = { string: '…', number: 1, integer: 1, boolean: true };
