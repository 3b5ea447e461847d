import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AppEnv } from '../context.ts';

export type ApiDocument = ReturnType<OpenAPIHono<AppEnv>['getOpenAPI31Document']>;

const description = `Several language-model agents debate a question and leave a decision record. JSON in and out;
errors are problem+json with a code from one catalogue; lists have cursors. A debate is created with POST, watched as
server-sent events or on a WebSocket, and ends with its record.`;

/** The API as an OpenAPI 3.1 document, generated on first use, when all routes are mounted. */
export function createApiDocument(app: OpenAPIHono<AppEnv>, version: string): () => ApiDocument {
  let document: ApiDocument | null = null;
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, if the server requires one. Its scopes are `read`, `run` and `admin`.',
  });
  const info = {
    title: 'Rostrum',
    version,
    description,
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  };
  const create = (): ApiDocument => {
    const generated = app.getOpenAPI31Document({ openapi: '3.1.0', info, servers: [{ url: '/' }] });
    return JSON.parse(JSON.stringify(generated), (_, value: unknown) =>
      withNullableLiteral(withNullableReference(value)),
    );
  };
  return () => {
    document ??= create();
    return document;
  };
}

/**
 * A nullable reference is generated as allOf of the reference and a type that may be null. What has to be both an
 * object and null can never be null, so it becomes one of the two.
 */
function withNullableReference(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('allOf' in value) || !Array.isArray(value.allOf))
    return value;
  const { allOf, ...rest } = value;
  const [reference, nullable]: readonly unknown[] = allOf;
  if (allOf.length !== 2 || !isObject(reference) || !('$ref' in reference)) return value;
  if (!isObject(nullable) || !('type' in nullable)) return value;
  const { type, ...more } = nullable;
  if (!Array.isArray(type) || !type.includes('null')) return value;
  return { ...rest, ...more, anyOf: [reference, { type: 'null' }] };
}

/** A nullable literal is generated with the type null, but not as one of its values. */
function withNullableLiteral(value: unknown): unknown {
  if (!isObject(value) || !('type' in value) || !('enum' in value)) return value;
  const { type, enum: values } = value;
  if (!Array.isArray(type) || !type.includes('null') || !Array.isArray(values)) return value;
  return values.includes(null) ? value : { ...value, enum: [...values, null] };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
