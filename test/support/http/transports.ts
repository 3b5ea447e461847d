import { isUtf8 } from 'node:buffer';
import { createHandler, type LambdaApp, type LambdaHandler } from '../../../app/http/server/lambda.ts';
import type { LambdaEvent, LambdaResult } from '../../../app/http/server/lambda-events.ts';
import { systemClock } from '../../../app/shared/clock.ts';

/** How requests reach the app: directly, or as events of a Lambda function. */
export interface RequestTransport {
  readonly isLambda: boolean;
  /** The client address that the app sees. */
  readonly clientAddress: string;
  send(opened: LambdaApp, request: Request): Promise<Response>;
}

/** A Lambda context with this much time left. */
export const lambdaContext = (ms: number) => ({ getRemainingTimeInMillis: () => ms });
const defaultContext = lambdaContext(85_000);

export const createLambdaHandler = (opened: LambdaApp): LambdaHandler =>
  createHandler({
    open: async () => opened,
    onOpenError(error) {
      throw error;
    },
    clock: systemClock,
  });

const lambdaTransport = (
  clientAddress: string,
  toEvent: (request: Request) => Promise<LambdaEvent>,
): RequestTransport => ({
  isLambda: true,
  clientAddress,
  async send(opened, request) {
    const event: LambdaEvent = JSON.parse(JSON.stringify(await toEvent(request)));
    return toResponse(await createLambdaHandler(opened)(event, defaultContext));
  },
});

export const transports = {
  server: {
    isLambda: false,
    clientAddress: 'unknown',
    send: async ({ app }, request) => app.request(request),
  },
  /** Through a balancer whose target group has multi-value headers switched on. */
  balancer: lambdaTransport('unknown', async (request) => balancerEvent(request, true)),
  singleValueHeaders: lambdaTransport('unknown', async (request) => balancerEvent(request, false)),
  address: lambdaTransport('192.0.2.1', functionUrlEvent),
} as const satisfies Readonly<Record<string, RequestTransport>>;

let current: RequestTransport = transports.server;

/** The transport of the current test file. */
export const currentTransport = (): RequestTransport => current;
export const useTransport = (name: keyof typeof transports): void => {
  current = transports[name];
};

/** The event that an ALB sends: with the query encoded, and a binary body in base64. */
export async function balancerEvent(request: Request, multiValue: boolean): Promise<LambdaEvent> {
  const { pathname, searchParams: _, search } = new URL(request.url);
  const { headers, ...body } = await readRequest(request);
  const query = search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): [string, string] => [pair.split('=')[0] ?? '', pair.split('=').slice(1).join('=')]);
  const lists = (pairs: [string, string][]) => {
    const values: Record<string, string[]> = {};
    for (const [name, value] of pairs) values[name] = [...(values[name] ?? []), value];
    return values;
  };
  const rest = {
    requestContext: {
      elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/f/1' },
    },
    httpMethod: request.method,
    path: pathname,
    ...body,
  };
  return multiValue
    ? { ...rest, multiValueQueryStringParameters: lists(query), multiValueHeaders: lists(headers) }
    : { ...rest, queryStringParameters: Object.fromEntries(query), headers: Object.fromEntries(headers) };
}

/** The event that a function URL sends. */
async function functionUrlEvent(request: Request): Promise<LambdaEvent> {
  const { pathname, search, host } = new URL(request.url);
  const { headers, body, isBase64Encoded } = await readRequest(request);
  return {
    version: '2.0',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: Object.fromEntries(headers),
    requestContext: { domainName: host, http: { method: request.method, sourceIp: '192.0.2.1' } },
    ...(body !== '' && { body }),
    isBase64Encoded,
  };
}

async function readRequest(request: Request) {
  const bytes = Buffer.from(await request.arrayBuffer());
  const headers: [string, string][] = [['host', new URL(request.url).host], ...request.headers];
  if (bytes.length > 0) headers.push(['content-length', `${bytes.length}`]);
  const isText =
    isUtf8(bytes) && /^(?:text|application\/json)/.test(request.headers.get('content-type') ?? '');
  return { headers, body: bytes.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

/** The response that a load balancer or function URL makes from a result. */
export function toResponse(result: LambdaResult): Response {
  const { statusCode: status, multiValueHeaders, headers, cookies = [], body, isBase64Encoded } = result;
  const list = multiValueHeaders
    ? Object.entries(multiValueHeaders).flatMap(([name, values]) =>
        values.map((value): [string, string] => [name, value]),
      )
    : Object.entries(headers ?? {});
  for (const cookie of cookies) list.push(['set-cookie', cookie]);
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  return new Response(bytes.length > 0 ? bytes : null, { status, headers: list });
}
