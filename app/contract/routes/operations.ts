import type { Route } from '../route.ts';

/** Probes and metrics. */
export const operationsRoutes = {
  alive: {
    method: 'get',
    path: '/healthz',
    class: 'probe',
    auth: 'none',
    description: 'Liveness',
  },
  ready: {
    method: 'get',
    path: '/ready',
    class: 'probe',
    auth: 'none',
    description: 'Readiness checks; 503 while draining',
  },
  health: { method: 'get', path: '/health', class: 'probe', auth: 'none', description: 'Public summary' },
  metrics: {
    method: 'get',
    path: '/metrics',
    class: 'internal',
    auth: 'none',
    description: 'Prometheus metrics',
  },
} as const satisfies Readonly<Record<string, Route>>;
