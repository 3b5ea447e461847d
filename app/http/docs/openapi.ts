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
  return () => {
    document ??= app.getOpenAPI31Document({ openapi: '3.1.0', info, servers: [{ url: '/' }] });
    return document;
  };
}
