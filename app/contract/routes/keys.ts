import type { Route } from '../route.ts';

/** API keys. */
export const keyRoutes = {
  createKey: {
    method: 'post',
    path: '/api/v1/keys',
    class: 'api',
    auth: 'admin',
    description: 'Create a key',
  },
  listKeys: {
    method: 'get',
    path: '/api/v1/keys',
    class: 'api',
    auth: 'admin',
    description: 'List keys',
  },
  revokeKey: {
    method: 'delete',
    path: '/api/v1/keys/{key}',
    class: 'api',
    auth: 'admin',
    description: 'Revoke a key and close its connections',
  },
  rotateKey: {
    method: 'post',
    path: '/api/v1/keys/{key}/rotate',
    class: 'api',
    auth: 'admin',
    description: 'Replace a key; both are valid for a while',
  },
} as const satisfies Readonly<Record<string, Route>>;
