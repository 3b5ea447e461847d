import type { Route } from '../route.ts';

/** Panels under a name, which new debates copy. */
export const panelRoutes = {
  listPanels: {
    method: 'get',
    path: '/api/v1/panels',
    class: 'api',
    auth: 'read',
    description: 'Panels under a name',
  },
  getPanel: {
    method: 'get',
    path: '/api/v1/panels/{panel}',
    class: 'api',
    auth: 'read',
    description: 'A panel by its name',
  },
  savePanel: {
    method: 'put',
    path: '/api/v1/panels/{panel}',
    class: 'api',
    auth: 'run',
    description: 'Keep a panel under a name',
  },
  deletePanel: {
    method: 'delete',
    path: '/api/v1/panels/{panel}',
    class: 'api',
    auth: 'run',
    description: 'Delete a panel; its debates stay',
  },
} as const satisfies Readonly<Record<string, Route>>;
