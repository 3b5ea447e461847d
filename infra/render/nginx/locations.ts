import { gatewayStreamMs } from '../../../app/contract/derived.ts';
import type { Route } from '../../../app/contract/route.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import type { RouteClass } from '../../../app/contract/types/http.ts';
import { publicRoutes } from '../../routing/route-rules.ts';
import { block, formatNginxTime, formatSize } from './syntax.ts';

/** The classes of the public routes. */
export const publicClasses: readonly RouteClass[] = [...new Set(publicRoutes().map((route) => route.class))];

/** A location for every public route, with the directives of its class; every other path gets 404. */
export function createLocations(contract: Contract): string[] {
  const exposedRoutes = publicRoutes();
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
      ...classDirectives(contract, first.class),
      ...(path.startsWith('/assets/') ? assetDirectives(contract) : []),
      // nginx reads 0 as "no limit": for routes without a body nginx allows one byte, which the program rejects.
      `client_max_body_size ${formatSize(Math.max(1, contract.classes[first.class].bodyBytesMax))};`,
      `proxy_pass http://${first.class};`,
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
const assetDirectives = (contract: Contract): string[] => [
  'proxy_cache assets;',
  'proxy_cache_valid 200 30d;',
  'proxy_cache_lock on;',
  ...(contract.gateway.assetsOrigin === null
    ? []
    : [
        `add_header Access-Control-Allow-Origin "${contract.gateway.assetsOrigin}";`,
        // A location that adds headers does not inherit any.
        ...hstsHeader(contract),
      ]),
];

/** Browsers use HTTPS only; sent over TLS. */
export const hstsHeader = ({ gateway }: Contract): string[] =>
  gateway.certificateFile === null
    ? []
    : [`add_header Strict-Transport-Security "max-age=${gateway.hstsSeconds}" always;`];

export const upstreamHeaders = [
  // With the port, which is part of the origin that the program compares.
  'proxy_set_header Host $http_host;',
  'proxy_set_header X-Request-Id $request_id;',
  'proxy_set_header X-Forwarded-Proto $scheme;',
  // Overwrites the header: an address that the client claims does not reach the program.
  'proxy_set_header X-Forwarded-For $remote_addr;',
  'proxy_set_header X-Forwarded-Host "";',
  'proxy_set_header Forwarded "";',
];

function classDirectives(contract: Contract, routeClass: RouteClass): readonly string[] {
  switch (routeClass) {
    case 'page':
    case 'api':
    case 'probe':
      return [];
    case 'internal':
      return ['return 404;'];
    case 'stream':
      return longLived(contract);
    case 'socket':
      return [
        ...longLived(contract),
        // A location that sets headers does not inherit any.
        ...upstreamHeaders,
        'proxy_set_header Upgrade $http_upgrade;',
        'proxy_set_header Connection $connection_upgrade;',
      ];
  }
}

/** Events reach a viewer at once: nginx does not buffer or compress them, and waits longer for the next one. */
function longLived(contract: Contract): string[] {
  const timeout = formatNginxTime(gatewayStreamMs(contract));
  return [
    'proxy_buffering off;',
    'gzip off;',
    `proxy_read_timeout ${timeout};`,
    `proxy_send_timeout ${timeout};`,
  ];
}
