import type { createApp } from '../../../app/http/app.ts';
import { createApiDocument } from '../../../app/http/docs/openapi.ts';
import { type CheckExchange, createExchangeCheck, type Exchange } from './check-exchange.ts';

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

/** Checks the answers of an app behind a server; the result has what is wrong with them. */
export function watchResponses(
  app: App,
  check: (exchange: Exchange) => readonly string[],
): readonly string[] {
  const differences: string[] = [];
  const { fetch } = app;
  app.fetch = async (request, ...rest) => {
    const response = await fetch(request, ...rest);
    // The answer to an upgrade is written to the socket, not here.
    if (request.headers.has('upgrade')) return response;
    const mediaType = mediaTypeOf(response.headers);
    const isJson = /[/+]json$/.test(mediaType);
    const { pathname: path } = new URL(request.url);
    const text = isJson && request.method !== 'HEAD' ? await response.clone().text() : '';
    const exchange = {
      method: request.method,
      path,
      requestBody: undefined,
      status: response.status,
      mediaType,
      text,
    };
    differences.push(...check(exchange));
    return response;
  };
  return differences;
}

export const mediaTypeOf = (headers: Headers): string =>
  (headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';

export function throwDifferences(differences: readonly string[]): void {
  if (differences.length > 0)
    throw new Error(`The API differs from its OpenAPI document:\n${differences.join('\n')}`);
}
