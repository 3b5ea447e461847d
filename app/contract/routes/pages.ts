import type { Route } from '../route.ts';

/** The page, its assets, and the documentation of the API. */
export const pageRoutes = {
  page: {
    method: 'get',
    path: '/',
    class: 'page',
    auth: 'none',
    description: 'The page: new question, past debates',
  },
  debatePage: {
    method: 'get',
    path: '/debates/{id}',
    class: 'page',
    auth: 'none',
    description: 'The page of one debate',
  },
  keysPage: {
    method: 'get',
    path: '/keys',
    class: 'page',
    auth: 'none',
    description: 'The page of the keys of a tenant',
  },
  assets: {
    method: 'get',
    path: '/assets/{file}',
    class: 'page',
    auth: 'none',
    description: 'Assets of the page, with hashed names',
  },
  docs: { method: 'get', path: '/docs', class: 'page', auth: 'none', description: 'API documentation' },
  guides: { method: 'get', path: '/docs/guides', class: 'page', auth: 'none', description: 'All guides' },
  guide: {
    method: 'get',
    path: '/docs/guides/{guide}',
    class: 'page',
    auth: 'none',
    description: 'A guide',
  },
  openapi: {
    method: 'get',
    path: '/openapi.json',
    class: 'page',
    auth: 'none',
    description: 'OpenAPI 3.1 document',
  },
} as const satisfies Readonly<Record<string, Route>>;
