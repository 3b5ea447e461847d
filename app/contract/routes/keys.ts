import type { Route } from '../route.ts';

/** API keys, and the session that the page makes from one. */
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
  usage: {
    method: 'get',
    path: '/api/v1/usage',
    class: 'api',
    auth: 'read',
    description: 'What debates used, by day, key and model',
  },
  webhookSecret: {
    method: 'get',
    path: '/api/v1/webhook-secret',
    class: 'api',
    auth: 'admin',
    description: 'The secret that signs webhooks',
  },
  getSession: {
    method: 'get',
    path: '/api/v1/session',
    class: 'api',
    auth: 'read',
    description: 'Who the caller is',
  },
  startSession: {
    method: 'post',
    path: '/api/v1/session',
    class: 'api',
    auth: 'read',
    description: 'Sign a browser in with a key',
  },
  endSession: {
    method: 'delete',
    path: '/api/v1/session',
    class: 'api',
    auth: 'none',
    description: 'Sign a browser out',
  },
  signInOptions: {
    method: 'get',
    path: '/api/v1/sign-in',
    class: 'api',
    auth: 'none',
    description: 'How people can sign in on the page',
  },
  startSignIn: {
    method: 'get',
    path: '/api/v1/sign-in/start',
    class: 'api',
    auth: 'none',
    description: 'Sign a browser in by OpenID Connect',
  },
  finishSignIn: {
    method: 'get',
    path: '/api/v1/sign-in/callback',
    class: 'api',
    auth: 'none',
    description: 'Where the issuer of OpenID Connect sends the browser',
  },
} as const satisfies Readonly<Record<string, Route>>;
