import { gatewayReadMs } from '../../../app/contract/derived.ts';
import type { Contract } from '../../../app/contract/types/contract.ts';
import { createLocations, upstreamHeaders } from './locations.ts';
import type { NginxOptions } from './options.ts';
import { block, formatNginxTime } from './syntax.ts';

/** The server; with TLS, also one that redirects plain HTTP to it. */
export function createServerBlocks(contract: Contract, { listen, tls, serverName }: NginxOptions): string[] {
  const name = `server_name ${serverName};`;
  const body = [...proxyDirectives(contract), '', ...problemPages, '', ...createLocations(contract)];
  if (!tls) return [block('server', [`listen ${listen};`, name, '', ...body])];
  const redirect = [`listen ${listen};`, name, 'return 308 https://$host$request_uri;'];
  const tlsDirectives = [
    `listen ${tls.listen} ssl http2;`,
    name,
    `ssl_certificate ${tls.certificate};`,
    `ssl_certificate_key ${tls.key};`,
    'ssl_protocols TLSv1.2 TLSv1.3;',
    'ssl_session_cache shared:tls:10m;',
    'ssl_session_timeout 1d;',
    'add_header Strict-Transport-Security "max-age=31536000" always;',
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
  createProblemPage(413, 'payload-too-large', 'The body is larger than this route accepts.'),
  createProblemPage(429, 'rate-limited', 'Too many requests from this address. Retry in a few seconds.'),
  createProblemPage(502, 'unavailable', 'No process is reachable. Retry in a moment.'),
  createProblemPage(504, 'deadline-exceeded', 'The process did not respond in time.'),
].flat();

function createProblemPage(status: number, code: string, detail: string): string[] {
  const type = 'application/problem+json';
  const body = JSON.stringify({ type: `/docs#${code}`, status, code, detail, requestId: '$request_id' });
  return [
    `error_page ${status} @problem${status};`,
    block(`location @problem${status}`, [`default_type ${type};`, `return ${status} '${body}';`]),
  ];
}
