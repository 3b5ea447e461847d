import type { Route } from '../../../app/contract/route.ts';
import { routes } from '../../../app/contract/routes.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { RouteClass } from '../../../app/contract/types/http.ts';
import { isPublicRoute } from '../../routing/route-rules.ts';
import { block, formatSize } from './syntax.ts';

/** A location for every public route, with the directives of its class; every other path gets 404. */
export function createLocations(contract: Contract): string[] {
  const exposedRoutes = Object.values<Route>(routes).filter(isPublicRoute);
  const paths = [...new Set(exposedRoutes.map(({ path }) => path))];
  return [
    ...paths.flatMap((path) => createLocation(contract, path, exposedRoutes)),
    block('location /', ['return 404;']),
  ];
}

/** Uses the class of the path's first route: a test ensures that all methods of a path have the same class. */
function createLocation(contract: Contract, path: string, exposedRoutes: readonly Route[]): string[] {
  const pathRoutes = exposedRoutes.filter((route) => route.path === path);
  const [first] = pathRoutes;
  if (!first) return [];
  return [
    block(`location ${locationMatch(path)}`, [
      `# ${first.class}: ${pathRoutes.map(({ description }) => description).join('; ')}`,
      ...classDirectives[first.class],
      ...(path.startsWith('/assets/') ? assetCache : []),
      // nginx reads 0 as "no limit": for routes without a body nginx allows one byte, which the program rejects.
      `client_max_body_size ${formatSize(Math.max(1, contract.classes[first.class].bodyBytesMax))};`,
      'proxy_pass http://web;',
    ]),
    '',
  ];
}

/** `= /exact`, or a regular expression for a path with parameters. nginx matches the decoded path. */
function locationMatch(path: string): string {
  if (!path.includes('{')) return `= ${path}`;
  const pattern = path.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+');
  return `~ ^${pattern}$`;
}

/** The file names contain a hash of the content, so they can be cached for long. */
const assetCache = ['proxy_cache assets;', 'proxy_cache_valid 200 30d;', 'proxy_cache_lock on;'];

/** Events reach a viewer immediately: nginx does not buffer or compress them. */
const unbuffered = ['proxy_buffering off;', 'gzip off;'];

export const upstreamHeaders = [
  'proxy_set_header Host $host;',
  'proxy_set_header X-Request-Id $request_id;',
  'proxy_set_header X-Forwarded-Proto $scheme;',
  // Overwrites the header: an address that the client claims does not reach the program.
  'proxy_set_header X-Forwarded-For $remote_addr;',
  'proxy_set_header Forwarded "";',
];

const classDirectives: Readonly<Record<RouteClass, readonly string[]>> = {
  page: [],
  api: [],
  probe: [],
  stream: unbuffered,
  // A location that sets headers does not inherit any.
  socket: [
    ...unbuffered,
    ...upstreamHeaders,
    'proxy_set_header Upgrade $http_upgrade;',
    'proxy_set_header Connection $connection_upgrade;',
  ],
  internal: ['return 404;'],
};
