import type { Contract } from '../../../app/contract/contract.ts';
import { block, seconds } from './lines.ts';
import { headersToProgram, locations } from './locations.ts';
import type { Gateway } from './nginx.ts';

/** The server that answers, and with a certificate the one that sends people to it. */
export function serverBlocks(contract: Contract, { listen, tls, serverName }: Gateway): string[] {
  const name = `server_name ${serverName};`;
  const body = [...proxying(contract), '', ...problems, '', ...locations(contract)];
  if (!tls) return [block('server', [`listen ${listen};`, name, '', ...body])];
  const redirect = [`listen ${listen};`, name, 'return 308 https://$host$request_uri;'];
  const own = [
    `listen ${tls.listen} ssl http2;`,
    name,
    `ssl_certificate ${tls.certificate};`,
    `ssl_certificate_key ${tls.key};`,
    'ssl_protocols TLSv1.2 TLSv1.3;',
    'ssl_session_cache shared:tls:10m;',
    'ssl_session_timeout 1d;',
    'add_header Strict-Transport-Security "max-age=31536000" always;',
  ];
  return [block('server', redirect), '', block('server', [...own, '', ...body])];
}

function proxying({ deployment: { cdn }, edge, http }: Contract): string[] {
  const patience = seconds(edge.gatewayReadMs ?? edge.gatewayIdleMs ?? http.requestMs);
  return [
    `limit_req zone=addresses burst=${http.requestsMax} nodelay;`,
    'proxy_http_version 1.1;',
    ...headersToProgram,
    'proxy_set_header Connection "";',
    `proxy_connect_timeout ${seconds(cdn.connectMs)};`,
    `proxy_read_timeout ${patience};`,
    `proxy_send_timeout ${patience};`,
    '# Another process gets a request only if the first never had it: nothing is done twice.',
    'proxy_next_upstream error;',
    `proxy_next_upstream_tries ${cdn.connectAttempts};`,
  ];
}

/** What nginx itself refuses has the shape of the program's own refusals, and codes of the same catalogue. */
const problems = [
  problemPage(413, 'body-too-large', 'The body is larger than this route takes.'),
  problemPage(429, 'too-many-requests', 'Too many requests from this address. Come back in a few seconds.'),
  problemPage(502, 'unavailable', 'No process could be reached. Try again in a moment.'),
  problemPage(504, 'deadline', 'The process did not answer in time.'),
].flat();

function problemPage(status: number, code: string, detail: string): string[] {
  const type = 'application/problem+json';
  const body = JSON.stringify({ type: `/docs#${code}`, status, code, detail, requestId: '$request_id' });
  return [
    `error_page ${status} @problem${status};`,
    block(`location @problem${status}`, [`default_type ${type};`, `return ${status} '${body}';`]),
  ];
}
