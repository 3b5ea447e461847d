import type { Route } from './route.ts';
import { assistantRoutes } from './routes/assistants.ts';
import { debateRoutes } from './routes/debates.ts';
import { keyRoutes } from './routes/keys.ts';
import { operationsRoutes } from './routes/operations.ts';
import { pageRoutes } from './routes/pages.ts';
import { panelRoutes } from './routes/panels.ts';

/**
 * All routes with class and required scope, by resource. app/http mounts from this table; a test checks that it mounts
 * all of them.
 */
export const routes = {
  ...pageRoutes,
  ...debateRoutes,
  ...panelRoutes,
  listAgents: {
    method: 'get',
    path: '/api/v1/agents',
    class: 'api',
    auth: 'read',
    description: 'Available models and presets',
  },
  signingKeys: {
    method: 'get',
    path: '/api/v1/signing-keys',
    class: 'api',
    auth: 'none',
    description: 'The public key that signs records',
  },
  createTicket: {
    method: 'post',
    path: '/api/v1/tickets',
    class: 'api',
    auth: 'read',
    description: 'A single-use ticket for a socket',
  },
  ...keyRoutes,
  ...assistantRoutes,
  socket: {
    method: 'get',
    path: '/ws',
    class: 'socket',
    auth: 'read',
    description: 'Many debates on one WebSocket',
  },
  ...operationsRoutes,
} as const satisfies Readonly<Record<string, Route>>;

export type RouteName = keyof typeof routes;
