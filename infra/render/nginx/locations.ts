import type { Route } from '../../../app/contract/route.ts';
import { routes } from '../../../app/contract/routes.ts';
import type { Contract, RouteClass } from '../../../app/contract/types/contract.ts';
import { isPublicRoute } from '../../routing/route-rules.ts';
import { block, formatSize } from './syntax.ts';

/** A location for every route that may be reached from outside, by its class; everything else is 404. */
export function createLocations(contract: Contract): string[] {
  const exposedRoutes = Object.values<Route>(routes).filter(isPublicRoute);
  const paths = [...new Set(exposedRoutes.map(({ path }) => path))];
  return [
    ...paths.flatMap((path) => createLocation(contract, path, exposedRoutes)),
    block('location /', ['return 404;']),
  ];
}

/** Several methods of one path may be of different classes; a test holds that none are. */
function createLocation(contract: Contract, path: string, exposedRoutes: readonly Route[]): string[] {
  const pathRoutes = exposedRoutes.filter((route) => route.path === path);
  const [first] = pathRoutes;
  if (!first) return [];
  return [
    block(`location ${locationMatch(path)}`, [
      `# ${first.class}: ${pathRoutes.map(({ description }) => description).join('; ')}`,
      ...classDirectives[first.class],
      ...(path.startsWith('/assets/') ? assetCache : []),
      // nginx reads 0 as "no limit": where no body is expected, the program refuses the one byte too.
      `client_max_body_size ${formatSize(Math.max(1, contract.classes[first.class].bodyBytesMax))};`,
      'proxy_pass http://web;',
    ]),
    '',
  ];
}

/** `= /exact`, or a regular expression where a part of the path varies; nginx matches what it has decoded. */
function locationMatch(path: string): string {
  if (!path.includes('{')) return `= ${path}`;
  const pattern = path.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+');
  return `~ ^${pattern}$`;
}

/** Names of hashed files change with what they hold. */
const assetCache = ['proxy_cache assets;', 'proxy_cache_valid 200 30d;', 'proxy_cache_lock on;'];

/** Text reaches a viewer when it is written: nothing is held back, joined or compressed. */
const unbuffered = ['proxy_buffering off;', 'gzip off;'];

export const upstreamHeaders = [
  'proxy_set_header Host $host;',
  'proxy_set_header X-Request-Id $request_id;',
  'proxy_set_header X-Forwarded-Proto $scheme;',
  // One entry, and it is nginx's: what a client claims about itself ends there.
  'proxy_set_header X-Forwarded-For $remote_addr;',
  'proxy_set_header Forwarded "";',
];

const classDirectives: Readonly<Record<RouteClass, readonly string[]>> = {
  page: [],
  api: [],
  probe: [],
  stream: unbuffered,
  // A location with headers of its own inherits none.
  socket: [
    ...unbuffered,
    ...upstreamHeaders,
    'proxy_set_header Upgrade $http_upgrade;',
    'proxy_set_header Connection $connection_upgrade;',
  ],
  internal: ['return 404;'],
};
