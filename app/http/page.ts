import { createHash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import type { DocsPage } from './docs.ts';
import type { Mount } from './mount.ts';
import type { AppContext, AppParts, PageFile } from './parts.ts';
import { refuse } from './problems.ts';
import { idParams } from './resource-schemas.ts';

const html = { 200: { description: 'HTML', content: { 'text/html': { schema: z.string() } } } };

/** The page and its hashed files; every debate has an address on it. */
export function mountPage(mount: Mount, { assets }: AppParts, docs: DocsPage): void {
  const index = async (c: AppContext) => {
    const file = await assets.file('index.html');
    return file
      ? sendFile(c, file)
      : refuse('not-found', 'This server has no page, only its API: see /docs.');
  };
  mount('page', { responses: html }, index);
  mount('debatePage', { request: { params: idParams }, responses: html }, index);
  mount('docs', { responses: html }, (c) => sendFile(c, docs.page()));

  const params = z.object({ file: z.string() });
  const file = { 200: { description: 'A file of the page' }, 304: { description: 'The same as before' } };
  mount('assets', { request: { params }, responses: file }, async (c) => {
    const name = c.req.param('file') ?? '';
    const found =
      docs.files.get(name) ?? (/^[\w.-]+$/.test(name) ? await assets.file(`assets/${name}`) : null);
    return found ? sendFile(c, found) : refuse('not-found', `The page has no file ${JSON.stringify(name)}.`);
  });
}

function sendFile(c: AppContext, { body, mediaType, immutable }: PageFile): Response {
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  c.header('etag', etag);
  c.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  const known = c.req.header('if-none-match')?.split(/\s*,\s*/) ?? [];
  if (known.some((tag) => tag === etag || tag === `W/${etag}` || tag === '*')) return c.body(null, 304);
  return c.body(body, 200, { 'content-type': mediaType });
}
