import type { Contract } from '../../../app/contract/types/contract.ts';
import type { RouteClass } from '../../../app/contract/types/http.ts';
import { renderHeader } from '../header.ts';
import { publicClasses } from './locations.ts';
import { defaultNginxOptions, type NginxOptions } from './options.ts';
import { createServerBlocks } from './server.ts';
import { block, formatNginxTime } from './syntax.ts';

/** A complete nginx.conf. The contract's profile must have a gateway. */
export function renderNginx(contract: Contract, options: NginxOptions = defaultNginxOptions): string {
  const { openFilesMax } = contract.deployment.container;
  const http = [...httpDirectives(contract, options), ...upstreamBlocks(contract, options)];
  return `${[
    renderHeader('nginx', contract.profile),
    'worker_processes auto;',
    `worker_rlimit_nofile ${openFilesMax};`,
    `pid ${options.directory}/nginx.pid;`,
    'error_log stderr notice;',
    '# After a reload, old nginx workers have this long to finish their requests.',
    `worker_shutdown_timeout ${formatNginxTime(contract.deployment.balancer.deregistrationMs)};`,
    // A viewer uses two connections, to the client and to the program; half of the files remain for everything else.
    block('events', [`worker_connections ${Math.floor(openFilesMax / 4)};`]),
    block('http', [...http, ...createServerBlocks(contract, options)]),
  ].join('\n')}\n`;
}

function httpDirectives(
  { http, deployment, gateway }: Contract,
  { directory, proxies, accessLog, resolver }: NginxOptions,
): string[] {
  const { cdn, balancer } = deployment;
  const requestsPerSecondMax = Math.ceil(cdn.addressRequestsMax / cdn.windowSeconds);
  return [
    'server_tokens off;',
    'default_type application/octet-stream;',
    ...temporaryPaths(directory),
    ...(resolver === null ? [] : [`resolver ${resolver} valid=5s;`]),
    ...realAddress(proxies),
    ...logFormat,
    `access_log ${accessLog} requests;`,
    '',
    `keepalive_timeout ${formatNginxTime(balancer.clientKeepAliveMs)};`,
    `client_header_timeout ${formatNginxTime(gateway.clientSilenceMs)};`,
    `client_body_timeout ${formatNginxTime(gateway.clientSilenceMs)};`,
    `large_client_header_buffers 4 ${http.headerBytesMax / 1024}k;`,
    'reset_timedout_connection on;',
    ...gzip,
    '',
    '# The program limits callers first, with Retry-After; this limit protects against floods.',
    `limit_req_zone $binary_remote_addr zone=addresses:10m rate=${requestsPerSecondMax}r/s;`,
    'limit_req_status 429;',
    `proxy_cache_path ${directory}/assets levels=1:2 keys_zone=assets:1m max_size=64m inactive=7d use_temp_path=off;`,
    '',
  ];
}

const temporaryPaths = (directory: string): string[] =>
  ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${directory}/${name};`,
  );

/** How nginx determines the client address for the log, the limits and the program. */
const realAddress = (proxies: readonly string[]): string[] =>
  proxies.length === 0
    ? []
    : [
        ...proxies.map((network) => `set_real_ip_from ${network};`),
        'real_ip_header X-Forwarded-For;',
        'real_ip_recursive on;',
      ];

/** One JSON line per request, with the program's request id. No query strings: they contain what users search for. */
const logFormat = [
  "log_format requests escape=json '{'",
  `  '"at":"$time_iso8601","requestId":"$request_id","address":"$remote_addr","method":"$request_method",'`,
  `  '"path":"$uri","status":$status,"bytes":$bytes_sent,"seconds":$request_time,'`,
  `  '"upstream":"$upstream_addr","upstreamStatus":"$upstream_status","upstreamSeconds":"$upstream_response_time"'`,
  "'}';",
];

const gzip = [
  'gzip on;',
  'gzip_proxied any;',
  'gzip_min_length 1024;',
  'gzip_vary on;',
  'gzip_types text/css text/javascript application/json application/problem+json image/svg+xml;',
];

/** One upstream a route class, so that other processes can serve a class. */
function upstreamBlocks(contract: Contract, options: NginxOptions): string[] {
  return [
    ...publicClasses.flatMap((routeClass) => [upstreamBlock(contract, options, routeClass), '']),
    block('map $http_upgrade $connection_upgrade', ['default upgrade;', "'' '';"]),
    '',
  ];
}

function upstreamBlock(
  { edge, http, gateway }: Contract,
  { upstreams, resolver }: NginxOptions,
  routeClass: RouteClass,
): string {
  const servers = gateway.upstreams[routeClass]?.split(/\s+/) ?? upstreams;
  return block(`upstream ${routeClass}`, [
    `zone ${routeClass} 64k;`,
    '# Streams are long: each new one goes to the process with the fewest connections.',
    'least_conn;',
    ...servers.map((address) => `server ${address} max_fails=0${resolver === null ? '' : ' resolve'};`),
    '# Node keeps idle connections open longer than nginx, so it never closes one that nginx is reusing.',
    'keepalive 64;',
    `keepalive_timeout ${formatNginxTime(edge.gatewayIdleMs ?? http.directKeepAliveMs)};`,
    'keepalive_requests 10000;',
  ]);
}
