import { isUtf8 } from 'node:buffer';
import { STATUS_CODES } from 'node:http';

/*
 * What a balancer, or the address of the function itself, hands to a function and takes from it. The adapter of hono
 * would do for most of this, but it joins repeated headers with semicolons (so that X-Forwarded-For cannot be read),
 * answers what it cannot read with plain text, and is to be removed.
 */

/** From a balancer (ALB). With multi-value headers switched on at its target group, it sends those alone. */
export interface BalancerEvent {
  readonly requestContext: { readonly elb: { readonly targetGroupArn: string } };
  readonly httpMethod: string;
  readonly path: string;
  /** As they came, still encoded. */
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

/** From the address of the function itself (function URL), payload 2.0. */
export interface AddressEvent {
  readonly version: '2.0';
  readonly requestContext: {
    readonly domainName: string;
    readonly http: { readonly method: string; readonly sourceIp: string };
  };
  readonly rawPath: string;
  readonly rawQueryString: string;
  /** Repeated ones are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

export type FunctionEvent = BalancerEvent | AddressEvent;

export interface FunctionResult {
  readonly statusCode: number;
  readonly statusDescription?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

const isOfBalancer = (event: FunctionEvent): event is BalancerEvent => 'httpMethod' in event;

/** Who connected, where the event says so: of a balancer's, X-Forwarded-For alone does. */
export const peerOf = (event: FunctionEvent): string | undefined =>
  isOfBalancer(event) ? undefined : event.requestContext.http.sourceIp;

/** The request that an event tells of; throws when there is none in it. */
export function requestOf(event: FunctionEvent): Request {
  const headers = headersOf(event);
  const { method, path, query } = targetOf(event);
  const host = headers.get('host') ?? 'localhost';
  if (!/^[\w.:[\]-]+$/.test(host) || !path.startsWith('/')) throw new TypeError('the event has no address');
  const url = `http://${host}${path}${query === '' ? '' : `?${query}`}`;
  if (method === 'GET' || method === 'HEAD' || !event.body) return new Request(url, { method, headers });
  const body = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
  headers.set('content-length', `${body.length}`);
  return new Request(url, { method, headers, body });
}

function targetOf(event: FunctionEvent): { method: string; path: string; query: string } {
  if (!isOfBalancer(event)) {
    const { rawPath, rawQueryString, requestContext } = event;
    return { method: requestContext.http.method, path: rawPath, query: rawQueryString };
  }
  const { httpMethod, path, queryStringParameters = {}, multiValueQueryStringParameters } = event;
  const query = multiValueQueryStringParameters
    ? Object.entries(multiValueQueryStringParameters).flatMap(([name, values]) =>
        values.map((value) => `${name}=${value}`),
      )
    : Object.entries(queryStringParameters).map(([name, value]) => `${name}=${value}`);
  return { method: httpMethod, path, query: query.join('&') };
}

function headersOf(event: FunctionEvent): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(event.headers ?? {})) headers.append(name, asBytes(value));
  if (!isOfBalancer(event)) {
    if (event.cookies?.length) headers.set('cookie', event.cookies.join('; '));
    return headers;
  }
  for (const [name, values] of Object.entries(event.multiValueHeaders ?? {})) {
    headers.delete(name);
    for (const value of values) headers.append(name, asBytes(value));
  }
  return headers;
}

/** Node's server shows every byte of a header as one character, and so does this. */
const asBytes = (value: string): string => Buffer.from(value, 'utf8').toString('latin1');

/** The answer in the form that whoever sent the event takes. */
export async function resultOf(event: FunctionEvent, response: Response): Promise<FunctionResult> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const isText = isUtf8(bytes);
  const { status } = response;
  const answer = {
    statusCode: status,
    body: bytes.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
  const headers = Object.fromEntries(response.headers);
  if (!isOfBalancer(event)) return { ...answer, headers };
  const statusDescription = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  if (!event.multiValueHeaders) return { ...answer, statusDescription, headers };
  const multiValueHeaders = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value]]),
  );
  return { ...answer, statusDescription, multiValueHeaders };
}
