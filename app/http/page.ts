import { createHash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { AppContext } from './context.ts';
import { isGuideName } from './docs/guides.ts';
import type { DocsPage } from './docs/page.ts';
import { throwProblem } from './errors/problem-types.ts';
import { escapeHtml } from './escape-html.ts';
import type { PageAssets, PageFile } from './page-assets.ts';
import type { RegisterRoute } from './router.ts';
import { idParams } from './schemas/responses.ts';

const notModified = { 304: { description: 'Not modified' } };
const html = {
  200: { description: 'HTML', content: { 'text/html': { schema: z.string() } } },
  ...notModified,
};

/** The web page, which is the same for every debate, its hashed files, and the API documentation. */
export function registerPageRoutes(
  register: RegisterRoute,
  { pageAssets }: { readonly pageAssets: PageAssets },
  docs: DocsPage,
): void {
  const sendIndex = async (c: AppContext) => {
    const file = await pageAssets.read('index.html');
    return file
      ? sendFile(c, file)
      : throwProblem('not-found', 'This server has an API but no web page. The API is described at /docs.');
  };
  register('page', { responses: html }, sendIndex);
  register('debatePage', { request: { params: idParams }, responses: html }, sendIndex);
  register('keysPage', { responses: html }, sendIndex);
  register('docs', { responses: html }, (c) => sendFile(c, docs.page()));
  register('guides', { responses: html }, (c) => sendFile(c, docs.guide(null)));
  const missing = { 404: { ...html[200], description: 'No guide has this name' } };
  const guide = { request: { params: z.object({ guide: z.string() }) }, responses: { ...html, ...missing } };
  register('guide', guide, (c) => {
    const name = c.req.param('guide') ?? '';
    return isGuideName(name) ? sendFile(c, docs.guide(name)) : c.notFound();
  });

  const params = z.object({ file: z.string() });
  const file = { description: 'A file of the page', content: { '*/*': { schema: z.string() } } };
  const responses = { 200: file, ...notModified };
  register('assets', { request: { params }, responses }, async (c) => {
    const name = c.req.param('file') ?? '';
    const isFileName = /^[\w.-]+$/.test(name);
    const file = docs.files.get(name) ?? (isFileName ? await pageAssets.read(`assets/${name}`) : null);
    return file
      ? sendFile(c, file)
      : throwProblem('not-found', `The page has no file ${JSON.stringify(name)}.`);
  });
}

/** The page for an address without a route; null: this server has no page. */
export const createMissingPage = (pageAssets: PageAssets) => async (c: AppContext) => {
  const file = await pageAssets.read('index.html');
  return file && c.body(file.body, 404, { 'content-type': file.mediaType, 'cache-control': 'no-cache' });
};

/** The page with a message for a person, at an address that only browsers open; null: this server has no page. */
export const createMessagePage =
  (pageAssets: PageAssets) => async (c: AppContext, status: ContentfulStatusCode, message: string) => {
    const file = await pageAssets.read('index.html');
    const html = new TextDecoder()
      .decode(file?.body)
      .replace('<div id="page"', (start) => `${start} data-message="${escapeHtml(message)}"`);
    return file && c.body(html, status, { 'content-type': file.mediaType });
  };

function sendFile(c: AppContext, { body, mediaType, immutable }: PageFile): Response {
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  c.header('etag', etag);
  c.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  const knownTags =
    c.req
      .header('if-none-match')
      ?.split(',')
      .map((tag) => tag.trim()) ?? [];
  if (knownTags.some((tag) => tag === etag || tag === `W/${etag}` || tag === '*')) return c.body(null, 304);
  return c.body(body, 200, { 'content-type': mediaType });
}
