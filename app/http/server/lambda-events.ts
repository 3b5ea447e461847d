import { isUtf8 } from 'node:buffer';
import { STATUS_CODES } from 'node:http';

/*
 * Converts the events of a load balancer (ALB) and of a function URL to requests, and responses back. Hono's Lambda
 * adapter is not used: it joins repeated headers with semicolons, which breaks X-Forwarded-For, answers events that it
 * cannot parse with plain text, and is deprecated.
 */

/** With multi-value headers enabled on the target group, the ALB sends only the multi-value members. */
export interface AlbEvent {
  readonly requestContext: { readonly elb: { readonly targetGroupArn: string } };
  readonly httpMethod: string;
  readonly path: string;
  /** Still URL-encoded. */
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

/** Payload format 2.0. */
export interface FunctionUrlEvent {
  readonly version: '2.0';
  readonly requestContext: {
    readonly domainName: string;
    readonly http: { readonly method: string; readonly sourceIp: string };
  };
  readonly rawPath: string;
  readonly rawQueryString: string;
  /** Repeated headers are joined by commas. */
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
  /** Set-Cookie headers, for function URLs. */
  readonly cookies?: readonly string[];
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

const isAlbEvent = (event: LambdaEvent): event is AlbEvent => 'httpMethod' in event;

/** The client's address; undefined for ALB events, which have it in X-Forwarded-For only. */
export const peerAddress = (event: LambdaEvent): string | undefined =>
  isAlbEvent(event) ? undefined : event.requestContext.http.sourceIp;

/** Throws a TypeError if the event is not a valid request. */
export function toRequest(event: LambdaEvent): Request {
  const headers = toHeaders(event);
  const { method, path, query } = requestTarget(event);
  const host = headers.get('host') ?? 'localhost';
  if (!/^[\w.:[\]-]+$/.test(host) || !path.startsWith('/')) throw new TypeError('the event has no valid URL');
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

/** Decodes headers as Node's HTTP server does: one character per byte. */
const toLatin1 = (value: string): string => Buffer.from(value, 'utf8').toString('latin1');

/** Converts a response to the format that the sender of the event expects. */
export async function toLambdaResult(event: LambdaEvent, response: Response): Promise<LambdaResult> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const isText = isUtf8(bytes);
  const { status } = response;
  const result = {
    statusCode: status,
    body: bytes.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
  // The only header with several values that cannot be joined.
  const cookies = response.headers.getSetCookie();
  const headers = Object.fromEntries(response.headers);
  if (!isAlbEvent(event)) return { ...result, headers: omitCookies(headers), cookies };
  const statusDescription = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  if (!event.multiValueHeaders) return { ...result, statusDescription, headers };
  const multiValueHeaders = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, name === 'set-cookie' ? cookies : [value]]),
  );
  return { ...result, statusDescription, multiValueHeaders };
}

const omitCookies = ({ 'set-cookie': _, ...headers }: Record<string, string>) => headers;
