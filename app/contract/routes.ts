import type { RouteClass } from './contract.ts';

/**
 * Every route that the program answers, and its class. The HTTP rooms mount from this table, and a test holds that
 * they mount exactly this. Paths use OpenAPI's `{name}`.
 */
export interface Route {
  readonly method: 'get' | 'post' | 'delete';
  readonly path: string;
  readonly class: RouteClass;
  readonly says: string;
}

export const routes = {
  page: { method: 'get', path: '/', class: 'page', says: 'The page: ask, past debates' },
  debatePage: { method: 'get', path: '/debates/{id}', class: 'page', says: 'The page of one debate' },
  assets: { method: 'get', path: '/assets/{file}', class: 'page', says: 'Hashed files of the page' },
  docs: { method: 'get', path: '/docs', class: 'page', says: 'The API, readable' },
  openapi: { method: 'get', path: '/openapi.json', class: 'page', says: 'The API as OpenAPI 3.1' },
  createDebate: { method: 'post', path: '/api/v1/debates', class: 'api', says: 'Put a question' },
  listDebates: { method: 'get', path: '/api/v1/debates', class: 'api', says: 'Past debates, searchable' },
  getDebate: { method: 'get', path: '/api/v1/debates/{id}', class: 'api', says: 'One debate as it stands' },
  deleteDebate: {
    method: 'delete',
    path: '/api/v1/debates/{id}',
    class: 'api',
    says: 'Delete an ended debate',
  },
  debateEvents: {
    method: 'get',
    path: '/api/v1/debates/{id}/events',
    class: 'stream',
    says: 'Events: SSE, or a JSON page',
  },
  debateEvidence: {
    method: 'get',
    path: '/api/v1/debates/{id}/evidence/{evidence}',
    class: 'api',
    says: 'The text of one document',
  },
  debateRecord: {
    method: 'get',
    path: '/api/v1/debates/{id}/record',
    class: 'api',
    says: 'The decision record; ?wait=seconds',
  },
  exportDebate: {
    method: 'get',
    path: '/api/v1/debates/{id}/export',
    class: 'api',
    says: 'The record or the log as a file',
  },
  cancelDebate: {
    method: 'post',
    path: '/api/v1/debates/{id}/cancel',
    class: 'api',
    says: 'Stop, keep the work',
  },
  pauseDebate: {
    method: 'post',
    path: '/api/v1/debates/{id}/pause',
    class: 'api',
    says: 'Start no more turns',
  },
  resumeDebate: { method: 'post', path: '/api/v1/debates/{id}/resume', class: 'api', says: 'Go on' },
  concludeDebate: {
    method: 'post',
    path: '/api/v1/debates/{id}/conclude',
    class: 'api',
    says: 'Decide now with what there is',
  },
  addNote: {
    method: 'post',
    path: '/api/v1/debates/{id}/notes',
    class: 'api',
    says: 'A note to the whole panel',
  },
  listAgents: { method: 'get', path: '/api/v1/agents', class: 'api', says: 'Models and presets at hand' },
  socket: { method: 'get', path: '/ws', class: 'socket', says: 'Many debates on one WebSocket' },
  alive: { method: 'get', path: '/healthz', class: 'probe', says: 'The process answers' },
  ready: { method: 'get', path: '/ready', class: 'probe', says: 'Named checks; 503 while draining' },
  health: { method: 'get', path: '/health', class: 'probe', says: 'Public summary' },
  metrics: { method: 'get', path: '/metrics', class: 'inside', says: 'Prometheus text' },
} as const satisfies Readonly<Record<string, Route>>;

export type RouteName = keyof typeof routes;
