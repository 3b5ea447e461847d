import { gatewayReadMs } from '../../../app/contract/derived.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { createLocations, hstsHeader, upstreamHeaders } from './locations.ts';
import type { NginxOptions } from './options.ts';
import { block, formatNginxTime } from './syntax.ts';

/** The server; with a certificate, also one that redirects plain HTTP to it. */
export function createServerBlocks(contract: Contract, options: NginxOptions): string[] {
  const { hostName, certificateFile, keyFile } = contract.gateway;
  const name = `server_name ${hostName ?? '_'};`;
  const body = [...proxyDirectives(contract), '', ...problemPages, '', ...createLocations(contract)];
  if (certificateFile === null || keyFile === null)
    return [block('server', [`listen ${options.listen};`, name, '', ...body])];
  const { certificate, key } = options.tlsFiles ?? { certificate: certificateFile, key: keyFile };
  const redirect = [
    `listen ${options.listen};`,
    name,
    `return 308 https://${hostName ?? '$host'}$request_uri;`,
  ];
  const tlsDirectives = [
    `listen ${options.listenTls} ssl http2;`,
    name,
    `ssl_certificate ${certificate};`,
    `ssl_certificate_key ${key};`,
    'ssl_protocols TLSv1.2 TLSv1.3;',
    'ssl_session_cache shared:tls:10m;',
    'ssl_session_timeout 1d;',
    ...hstsHeader(contract),
  ];
  return [block('server', redirect), '', block('server', [...tlsDirectives, '', ...body])];
}

function proxyDirectives(contract: Contract): string[] {
  const { http } = contract;
  const { cdn } = contract.deployment;
  const readTimeout = formatNginxTime(gatewayReadMs(contract));
  return [
    `limit_req zone=addresses burst=${http.requestsMax} nodelay;`,
    'proxy_http_version 1.1;',
    ...upstreamHeaders,
    'proxy_set_header Connection "";',
    `proxy_connect_timeout ${formatNginxTime(cdn.connectMs)};`,
    `proxy_read_timeout ${readTimeout};`,
    `proxy_send_timeout ${readTimeout};`,
    '# A request is retried on another process only if it was never sent, so it is never processed twice.',
    'proxy_next_upstream error;',
    `proxy_next_upstream_tries ${cdn.connectAttempts};`,
  ];
}

/** Errors that nginx generates use the same problem+json format and codes as the program. */
const problemPages = [
  createProblemPage(400, 'bad-http-request', 'The gateway cannot read this request.'),
  createProblemPage(404, 'not-found', 'The route does not exist.'),
  createProblemPage(408, 'request-timeout', 'The request did not arrive in time.'),
  createProblemPage(413, 'payload-too-large', 'The body is larger than this route accepts.'),
  createProblemPage(414, 'bad-http-request', 'The address is too long.'),
  createProblemPage(429, 'rate-limited', 'Too many requests from this address. Retry in a few seconds.'),
  // nginx has a number of its own for headers that are too large.
  createProblemPage(494, 'headers-too-large', 'The headers are too large.', 431),
  createProblemPage(500, 'internal-error', 'The gateway has failed.'),
  createProblemPage(502, 'unavailable', 'No process is reachable. Retry in a moment.'),
  createProblemPage(503, 'unavailable', 'The service is not available. Retry in a moment.'),
  createProblemPage(504, 'deadline-exceeded', 'The process did not respond in time.'),
].flat();

function createProblemPage(error: number, code: string, detail: string, status = error): string[] {
  const type = 'application/problem+json';
  const body = JSON.stringify({ type: `/docs#${code}`, status, code, detail, requestId: '$request_id' });
  return [
    `error_page ${error} @problem${error};`,
    block(`location @problem${error}`, [`default_type ${type};`, `return ${status} '${body}';`]),
  ];
}
