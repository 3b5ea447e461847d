import type { createApp } from '../../../app/http/app.ts';
import { createApiDocument } from '../../../app/http/docs/openapi.ts';
import { type CheckExchange, createExchangeCheck, type Exchange } from './check-exchange.ts';
import { eventStreamType, watchEventStream } from './event-stream.ts';

type App = ReturnType<typeof createApp>;

/** Compiled once, for all apps with the contract of the tests, and for all others: their limits differ. */
const checks: { known?: CheckExchange; changed?: CheckExchange } = {};

/** What is wrong with exchanges, compared with the OpenAPI document of an app. */
export function exchangeCheckOf(
  app: App,
  hasTestContract: boolean,
): (exchange: Exchange) => readonly string[] {
  const kind = hasTestContract ? 'known' : 'changed';
  return (exchange) => {
    checks[kind] ??= createExchangeCheck(createApiDocument(app, 'test')());
    return checks[kind](exchange, hasTestContract);
  };
}

/**
 * Checks the answers of an app behind a server, and the frames of event streams when they are written; the result has
 * what is wrong with them.
 */
export function watchResponses(
  app: App,
  check: (exchange: Exchange) => readonly string[],
): ReadonlySet<string> {
  const differences = new Set<string>();
  const { fetch } = app;
  app.fetch = async (request, env, ...rest) => {
    // The answer to an upgrade is written to the socket, not here.
    if (request.headers.has('upgrade')) return fetch(request, env, ...rest);
    const { method } = request;
    const { pathname, search } = new URL(request.url);
    const add = (answer: Pick<Exchange, 'status' | 'mediaType' | 'text'>) => {
      const exchange = { method, path: `${pathname}${search}`, requestBody: undefined, ...answer };
      for (const difference of check(exchange)) differences.add(difference);
    };
    if (env && 'outgoing' in env)
      watchEventStream(env.outgoing, (text, status) => add({ status, mediaType: eventStreamType, text }));
    const response = await fetch(request, env, ...rest);
    const mediaType = mediaTypeOf(response.headers);
    const isJson = /[/+]json$/.test(mediaType);
    const text = isJson && method !== 'HEAD' ? await response.clone().text() : '';
    add({ status: response.status, mediaType, text });
    return response;
  };
  return differences;
}

export const mediaTypeOf = (headers: Headers): string =>
  (headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';

export function throwDifferences(differences: Iterable<string>): void {
  const lines = [...differences];
  if (lines.length > 0) throw new Error(`The API differs from its OpenAPI document:\n${lines.join('\n')}`);
}
