import type { Contract } from '../../contract/types/contract.ts';
import type { RouteClass } from '../../contract/types/http.ts';
import type { AppMiddleware } from '../context.ts';
import { throwPayloadTooLarge } from './body.ts';

/** Refuses a body whose Content-Length is too large before reading it. readBody enforces the limit on all others. */
export function bodyLimit(routeClass: RouteClass, { classes }: Contract): AppMiddleware {
  const { bodyBytesMax } = classes[routeClass];
  return async function bodyLimit(c, next) {
    c.set('bodyBytesMax', bodyBytesMax);
    const contentLength = Number(c.req.header('content-length') ?? 0);
    const hasUnexpectedBody = bodyBytesMax === 0 && c.req.header('transfer-encoding') !== undefined;
    if (contentLength > bodyBytesMax || hasUnexpectedBody) throwPayloadTooLarge(bodyBytesMax);
    await next();
  };
}
