import type { MiddlewareHandler } from 'hono';
import type { RouteClass } from '../../contract/types/contract.ts';
import type { Clock } from '../../shared/clock.ts';
import type { AccessControl } from '../auth/access-control.ts';
import type { AppDeps, AppEnv } from '../deps.ts';
import { ProblemError, throwProblem } from '../errors/problem-types.ts';
import { throwPayloadTooLarge } from './body.ts';

type Middleware = MiddlewareHandler<AppEnv>;

/** What the class of a route imposes on it, as the contract has it: capacity, deadline, size of the body. */
export function createClassMiddleware({
  contract,
  clock,
  accessControl,
}: AppDeps): (routeClass: RouteClass) => readonly Middleware[] {
  const { classes, http } = contract;
  // One count for all routes of the class.
  const apiConcurrencyLimit = concurrencyLimit(http.requestsMax, accessControl);
  return (routeClass) => {
    const { deadlineMs, bodyBytesMax } = classes[routeClass];
    const middleware = [deadline(deadlineMs, clock), bodyLimit(bodyBytesMax)];
    return routeClass === 'api' ? [apiConcurrencyLimit, ...middleware] : middleware;
  };
}

/**
 * Answers 503 to one request more than a process takes at a time, and to every one while it is late with what it has:
 * rather than to let all of them become slow.
 */
function concurrencyLimit(requestsMax: number, { eventLoopLag, stats }: AccessControl): Middleware {
  let inFlight = 0;
  return async function concurrencyLimit(_, next) {
    if (eventLoopLag.isOverloaded()) {
      stats.shed += 1;
      throwProblem('overloaded', 'This process is late with what it has to do. Try again in a moment.');
    }
    if (inFlight >= requestsMax)
      throwProblem(
        'overloaded',
        `This process answers ${requestsMax} requests at a time. Try again in a moment.`,
      );
    inFlight += 1;
    try {
      await next();
    } finally {
      inFlight -= 1;
    }
  };
}

/**
 * Gives the handler a signal that aborts at the deadline and when the client goes away. The answer does not wait for
 * the handler to notice; that it does, is what stops the work.
 */
function deadline(deadlineMs: number | null, clock: Clock): Middleware {
  return async function deadline(c, next) {
    const controller = new AbortController();
    const { signal } = controller;
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    const onClientClosed = () =>
      controller.abort(new ProblemError('client-closed-request', 'The client did not wait for the answer.'));
    const clientSignal = c.req.raw.signal;
    if (clientSignal.aborted) onClientClosed();
    clientSignal.addEventListener('abort', onClientClosed, { once: true });
    const limitMs = minDefined(deadlineMs, c.env?.remainingMs ?? null);
    const cancel =
      limitMs === null
        ? () => {}
        : clock.after(limitMs, () =>
            controller.abort(
              new ProblemError('deadline-exceeded', `There was no answer within ${limitMs} ms.`),
            ),
          );
    c.set('signal', signal);
    try {
      await Promise.race([next(), aborted]);
    } finally {
      cancel();
      clientSignal.removeEventListener('abort', onClientClosed);
    }
  };
}

/** A function may have less time left than the class of the route allows. */
const minDefined = (deadlineMs: number | null, remainingMs: number | null): number | null =>
  remainingMs === null ? deadlineMs : Math.max(0, Math.min(deadlineMs ?? remainingMs, remainingMs));

/** Refuses what says that it is too large before a byte of it is read; readBody counts what does not say so. */
function bodyLimit(bodyBytesMax: number): Middleware {
  return async function bodyLimit(c, next) {
    c.set('bodyBytesMax', bodyBytesMax);
    const contentLength = Number(c.req.header('content-length') ?? 0);
    const isUnbounded = bodyBytesMax === 0 && c.req.header('transfer-encoding') !== undefined;
    if (contentLength > bodyBytesMax || isUnbounded) throwPayloadTooLarge(bodyBytesMax);
    await next();
  };
}
