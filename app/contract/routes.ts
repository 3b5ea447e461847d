import type { RouteClass } from './contract.ts';

/** What a key allows: to look at debates; to start, steer and delete them; to manage keys. None includes another. */
export const scopes = ['read', 'run', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/**
 * Every route that the program answers, its class, and whom it answers. The HTTP rooms mount from this table, and a
 * test holds that they mount exactly this. Paths use OpenAPI's `{name}`.
 */
export interface Route {
  readonly method: 'get' | 'post' | 'delete';
  readonly path: string;
  readonly class: RouteClass;
  /** The scope that a key must have for it; `none`: it asks for no key. */
  readonly auth: 'none' | Scope;
  /** Why an api route cannot run on a function, where it cannot: a function takes 1 MB and is paid for waiting. */
  readonly webOnly?: 'uploads' | 'waits' | 'large';
  readonly says: string;
}

/** The classes that a function can answer: with the whole of a response, at once. */
export const functionClasses: readonly RouteClass[] = ['page', 'api', 'probe'];

export const routes = {
  page: { method: 'get', path: '/', class: 'page', auth: 'none', says: 'The page: ask, past debates' },
  debatePage: {
    method: 'get',
    path: '/debates/{id}',
    class: 'page',
    auth: 'none',
    says: 'The page of one debate',
  },
  assets: {
    method: 'get',
    path: '/assets/{file}',
    class: 'page',
    auth: 'none',
    says: 'Hashed files of the page',
  },
  docs: { method: 'get', path: '/docs', class: 'page', auth: 'none', says: 'The API, readable' },
  openapi: {
    method: 'get',
    path: '/openapi.json',
    class: 'page',
    auth: 'none',
    says: 'The API as OpenAPI 3.1',
  },
  createDebate: {
    method: 'post',
    path: '/api/v1/debates',
    class: 'api',
    auth: 'run',
    webOnly: 'uploads',
    says: 'Put a question',
  },
  listDebates: {
    method: 'get',
    path: '/api/v1/debates',
    class: 'api',
    auth: 'read',
    says: 'Past debates, searchable',
  },
  getDebate: {
    method: 'get',
    path: '/api/v1/debates/{id}',
    class: 'api',
    auth: 'read',
    says: 'One debate as it stands',
  },
  deleteDebate: {
    method: 'delete',
    path: '/api/v1/debates/{id}',
    class: 'api',
    auth: 'run',
    says: 'Delete an ended debate',
  },
  debateEvents: {
    method: 'get',
    path: '/api/v1/debates/{id}/events',
    class: 'stream',
    auth: 'read',
    says: 'Events: SSE, or a JSON page',
  },
  debateEvidence: {
    method: 'get',
    path: '/api/v1/debates/{id}/evidence/{evidence}',
    class: 'api',
    auth: 'read',
    webOnly: 'large',
    says: 'The text of one document',
  },
  debateRecord: {
    method: 'get',
    path: '/api/v1/debates/{id}/record',
    class: 'api',
    auth: 'read',
    webOnly: 'waits',
    says: 'The decision record; ?wait=seconds',
  },
  exportDebate: {
    method: 'get',
    path: '/api/v1/debates/{id}/export',
    class: 'api',
    auth: 'read',
    webOnly: 'large',
    says: 'The record or the log as a file',
  },
  cancelDebate: {
    method: 'post',
    path: '/api/v1/debates/{id}/cancel',
    class: 'api',
    auth: 'run',
    says: 'Stop, keep the work',
  },
  pauseDebate: {
    method: 'post',
    path: '/api/v1/debates/{id}/pause',
    class: 'api',
    auth: 'run',
    says: 'Start no more turns',
  },
  resumeDebate: {
    method: 'post',
    path: '/api/v1/debates/{id}/resume',
    class: 'api',
    auth: 'run',
    says: 'Go on',
  },
  concludeDebate: {
    method: 'post',
    path: '/api/v1/debates/{id}/conclude',
    class: 'api',
    auth: 'run',
    says: 'Decide now with what there is',
  },
  addNote: {
    method: 'post',
    path: '/api/v1/debates/{id}/notes',
    class: 'api',
    auth: 'run',
    says: 'A note to the whole panel',
  },
  listAgents: {
    method: 'get',
    path: '/api/v1/agents',
    class: 'api',
    auth: 'read',
    says: 'Models and presets at hand',
  },
  signingKeys: {
    method: 'get',
    path: '/api/v1/signing-keys',
    class: 'api',
    auth: 'none',
    says: 'The public key that signs records',
  },
  createTicket: {
    method: 'post',
    path: '/api/v1/tickets',
    class: 'api',
    auth: 'read',
    says: 'A ticket that opens one socket',
  },
  createKey: { method: 'post', path: '/api/v1/keys', class: 'api', auth: 'admin', says: 'Make a key' },
  listKeys: { method: 'get', path: '/api/v1/keys', class: 'api', auth: 'admin', says: 'The keys there are' },
  revokeKey: {
    method: 'delete',
    path: '/api/v1/keys/{key}',
    class: 'api',
    auth: 'admin',
    says: 'End a key, and what is open with it',
  },
  rotateKey: {
    method: 'post',
    path: '/api/v1/keys/{key}/rotate',
    class: 'api',
    auth: 'admin',
    says: 'Its successor; both are valid for a while',
  },
  socket: {
    method: 'get',
    path: '/ws',
    class: 'socket',
    auth: 'read',
    says: 'Many debates on one WebSocket',
  },
  alive: { method: 'get', path: '/healthz', class: 'probe', auth: 'none', says: 'The process answers' },
  ready: {
    method: 'get',
    path: '/ready',
    class: 'probe',
    auth: 'none',
    says: 'Named checks; 503 while draining',
  },
  health: { method: 'get', path: '/health', class: 'probe', auth: 'none', says: 'Public summary' },
  metrics: { method: 'get', path: '/metrics', class: 'inside', auth: 'none', says: 'Prometheus text' },
} as const satisfies Readonly<Record<string, Route>>;

export type RouteName = keyof typeof routes;
