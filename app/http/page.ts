import { createHash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import type { AppContext, AppDeps, PageFile } from './deps.ts';
import type { DocsPage } from './docs/page.ts';
import { throwProblem } from './errors/problem-types.ts';
import type { RegisterRoute } from './router.ts';
import { idParams } from './schemas/responses.ts';

const html = { 200: { description: 'HTML', content: { 'text/html': { schema: z.string() } } } };

/** The page and its hashed files; every debate has an address on it. */
export function registerPageRoutes(register: RegisterRoute, { pageAssets }: AppDeps, docs: DocsPage): void {
  const sendIndex = async (c: AppContext) => {
    const file = await pageAssets.read('index.html');
    return file
      ? sendFile(c, file)
      : throwProblem('not-found', 'This server has no page, only its API: see /docs.');
  };
  register('page', { responses: html }, sendIndex);
  register('debatePage', { request: { params: idParams }, responses: html }, sendIndex);
  register('docs', { responses: html }, (c) => sendFile(c, docs.page()));

  const params = z.object({ file: z.string() });
  const file = { 200: { description: 'A file of the page' }, 304: { description: 'The same as before' } };
  register('assets', { request: { params }, responses: file }, async (c) => {
    const name = c.req.param('file') ?? '';
    const found =
      docs.files.get(name) ?? (/^[\w.-]+$/.test(name) ? await pageAssets.read(`assets/${name}`) : null);
    return found
      ? sendFile(c, found)
      : throwProblem('not-found', `The page has no file ${JSON.stringify(name)}.`);
  });
}

function sendFile(c: AppContext, { body, mediaType, immutable }: PageFile): Response {
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  c.header('etag', etag);
  c.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  const knownTags = c.req.header('if-none-match')?.split(/\s*,\s*/) ?? [];
  if (knownTags.some((tag) => tag === etag || tag === `W/${etag}` || tag === '*')) return c.body(null, 304);
  return c.body(body, 200, { 'content-type': mediaType });
}
