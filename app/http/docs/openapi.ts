import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AppEnv } from '../deps.ts';

export type ApiDocument = ReturnType<OpenAPIHono<AppEnv>['getOpenAPI31Document']>;

const description = `Several language-model agents debate a question and leave a decision record. JSON in and out;
errors are problem+json with a code from one catalogue; lists have cursors. A debate is put with POST, watched as
server-sent events or on the WebSocket, and ends in its record.`;

/** The whole API as OpenAPI 3.1. Made when it is first asked for: by then all routes are mounted. */
export function createApiDocument(app: OpenAPIHono<AppEnv>, version: string): () => ApiDocument {
  let document: ApiDocument | null = null;
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'A key of this server, where it asks for one. What it allows is `read`, `run` or `admin`.',
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
