import { isUtf8 } from 'node:buffer';
import { createHandler, type FunctionApp, type Handler } from '../../app/http/function.ts';
import type { FunctionEvent, FunctionResult } from '../../app/http/function-events.ts';
import { systemTimers } from '../../app/live/timers.ts';

/** A way for requests to come in: as the server has it, or as events of a function. */
export interface Door {
  readonly onFunction: boolean;
  /** Where requests come from, as far as the app is told. */
  readonly address: string;
  send(opened: FunctionApp, request: Request): Promise<Response>;
}

/** What AWS says how much time is left. */
export const withTime = (ms: number) => ({ getRemainingTimeInMillis: () => ms });
const enough = withTime(85_000);

export const handlerOf = (opened: FunctionApp): Handler =>
  createHandler({
    open: async () => opened,
    onFailure(error) {
      throw error;
    },
    timers: systemTimers,
  });

const through = (address: string, eventOf: (request: Request) => Promise<FunctionEvent>): Door => ({
  onFunction: true,
  address,
  async send(opened, request) {
    const event: FunctionEvent = JSON.parse(JSON.stringify(await eventOf(request)));
    return responseOf(await handlerOf(opened)(event, enough));
  },
});

export const doors = {
  server: { onFunction: false, address: 'unknown', send: async ({ app }, request) => app.request(request) },
  /** Through a balancer whose target group has multi-value headers switched on. */
  balancer: through('unknown', async (request) => balancerEvent(request, true)),
  singleValued: through('unknown', async (request) => balancerEvent(request, false)),
  address: through('192.0.2.1', addressEvent),
} as const satisfies Readonly<Record<string, Door>>;

let open: Door = doors.server;

/** The door that this file's tests go through. */
export const door = (): Door => open;
export const enterBy = (name: keyof typeof doors): void => {
  open = doors[name];
};

/** As ALB sends it: the query still encoded, what is no text in base64. */
export async function balancerEvent(request: Request, multiValue: boolean): Promise<FunctionEvent> {
  const { pathname, searchParams: _, search } = new URL(request.url);
  const { headers, ...body } = await partsOf(request);
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

/** As the address of a function sends it. */
async function addressEvent(request: Request): Promise<FunctionEvent> {
  const { pathname, search, host } = new URL(request.url);
  const { headers, body, isBase64Encoded } = await partsOf(request);
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

async function partsOf(request: Request) {
  const bytes = Buffer.from(await request.arrayBuffer());
  const headers: [string, string][] = [['host', new URL(request.url).host], ...request.headers];
  if (bytes.length > 0) headers.push(['content-length', `${bytes.length}`]);
  const isText =
    isUtf8(bytes) && /^(?:text|application\/json)/.test(request.headers.get('content-type') ?? '');
  return { headers, body: bytes.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

/** What the balancer or the address makes of a result. */
export function responseOf(result: FunctionResult): Response {
  const { statusCode: status, multiValueHeaders, headers, body, isBase64Encoded } = result;
  const list = multiValueHeaders
    ? Object.entries(multiValueHeaders).flatMap(([name, values]) =>
        values.map((value): [string, string] => [name, value]),
      )
    : Object.entries(headers ?? {});
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  return new Response(bytes.length > 0 ? bytes : null, { status, headers: list });
}
