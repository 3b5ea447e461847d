import { isUtf8 } from 'node:buffer';
import { STATUS_CODES } from 'node:http';

/*
 * What a balancer, or the address of the function itself, hands to a function and takes from it. The adapter of hono
 * would do for most of this, but it joins repeated headers with semicolons (so that X-Forwarded-For cannot be read),
 * answers what it cannot read with plain text, and is to be removed.
 */

/** From a balancer (ALB). With multi-value headers switched on at its target group, it sends those alone. */
export interface AlbEvent {
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
export interface FunctionUrlEvent {
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

export type LambdaEvent = AlbEvent | FunctionUrlEvent;

export interface LambdaResult {
  readonly statusCode: number;
  readonly statusDescription?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

const isAlbEvent = (event: LambdaEvent): event is AlbEvent => 'httpMethod' in event;

/** Who connected, where the event says so: of a balancer's, X-Forwarded-For alone does. */
export const peerAddress = (event: LambdaEvent): string | undefined =>
  isAlbEvent(event) ? undefined : event.requestContext.http.sourceIp;

/** The request that an event tells of; throws when there is none in it. */
export function toRequest(event: LambdaEvent): Request {
  const headers = toHeaders(event);
  const { method, path, query } = requestTarget(event);
  const host = headers.get('host') ?? 'localhost';
  if (!/^[\w.:[\]-]+$/.test(host) || !path.startsWith('/')) throw new TypeError('the event has no address');
  const url = `http://${host}${path}${query === '' ? '' : `?${query}`}`;
  if (method === 'GET' || method === 'HEAD' || !event.body) return new Request(url, { method, headers });
  const body = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
  headers.set('content-length', `${body.length}`);
  return new Request(url, { method, headers, body });
}

function requestTarget(event: LambdaEvent): { method: string; path: string; query: string } {
  if (!isAlbEvent(event)) {
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

function toHeaders(event: LambdaEvent): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(event.headers ?? {})) headers.append(name, toLatin1(value));
  if (!isAlbEvent(event)) {
    if (event.cookies?.length) headers.set('cookie', event.cookies.join('; '));
    return headers;
  }
  for (const [name, values] of Object.entries(event.multiValueHeaders ?? {})) {
    headers.delete(name);
    for (const value of values) headers.append(name, toLatin1(value));
  }
  return headers;
}

/** Node's server shows every byte of a header as one character, and so does this. */
const toLatin1 = (value: string): string => Buffer.from(value, 'utf8').toString('latin1');

/** The answer in the form that whoever sent the event takes. */
export async function toLambdaResult(event: LambdaEvent, response: Response): Promise<LambdaResult> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const isText = isUtf8(bytes);
  const { status } = response;
  const result = {
    statusCode: status,
    body: bytes.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
  const headers = Object.fromEntries(response.headers);
  if (!isAlbEvent(event)) return { ...result, headers };
  const statusDescription = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  if (!event.multiValueHeaders) return { ...result, statusDescription, headers };
  const multiValueHeaders = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value]]),
  );
  return { ...result, statusDescription, multiValueHeaders };
}
