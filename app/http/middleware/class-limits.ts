import { type RouteName, routes } from '../../contract/routes.ts';
import type { Contract } from '../../contract/types/contract.ts';
import type { Clock } from '../../shared/clock.ts';
import type { AccessControl } from '../auth/access-control.ts';
import type { AppContext, AppMiddleware } from '../context.ts';
import { ProblemError, throwProblem } from '../errors/problem-types.ts';
import { throwPayloadTooLarge } from './body.ts';
import { createBodyBudget } from './body-budget.ts';

export interface ClassLimitsDeps {
  readonly contract: Contract;
  readonly clock: Clock;
  readonly accessControl: Pick<AccessControl, 'eventLoopLag' | 'stats'>;
}

/** Requests in flight by route class. */
export type InFlight = Map<string, number>;

/**
 * Names the route of the request and applies the limits of its class: the size of the body, the deadline, and for the
 * api class the number of requests in flight. Bodies of all classes share one budget.
 */
export function createClassLimits(deps: ClassLimitsDeps, inFlight: InFlight) {
  const { contract, clock } = deps;
  const bodies = createBodyBudget(contract.http);
  return (name: RouteName): AppMiddleware => {
    const { class: routeClass, method } = routes[name];
    const { deadlineMs, ...limits } = contract.classes[routeClass];
    const bodyBytesMax = method === 'get' ? 0 : limits.bodyBytesMax;
    const addInFlight = (count: number) => inFlight.set(routeClass, (inFlight.get(routeClass) ?? 0) + count);
    return async function classLimits(c, next) {
      c.set('route', name);
      c.set('bodyBytesMax', bodyBytesMax);
      if (routeClass === 'api') shedLoad(deps, inFlight.get(routeClass) ?? 0);
      checkContentLength(c, bodyBytesMax);
      const bodyAccount = bodies.open();
      c.set('bodyAccount', bodyAccount);
      const deadline = startDeadline(c, clock, minDefined(deadlineMs, c.env?.remainingMs ?? null));
      c.set('signal', deadline.signal);
      addInFlight(1);
      try {
        await Promise.race([next(), deadline.aborted]);
      } finally {
        addInFlight(-1);
        bodyAccount.close();
        deadline.cancel();
      }
    };
  };
}

/** Answers 503 while this process has too much to do, so that the requests that are accepted stay fast. */
function shedLoad({ contract, accessControl }: ClassLimitsDeps, inFlight: number): void {
  const { requestsMax } = contract.http;
  if (accessControl.eventLoopLag.isOverloaded()) {
    accessControl.stats.shed += 1;
    throwProblem('overloaded', 'This process is overloaded. Try again in a moment.');
  }
  if (inFlight >= requestsMax)
    throwProblem(
      'overloaded',
      `This process already handles ${requestsMax} requests, its limit. Try again in a moment.`,
    );
}

/** Refuses a body that is too large before reading it. readBody enforces the limit on those of unknown length. */
function checkContentLength(c: AppContext, bodyBytesMax: number): void {
  const contentLength = Number(c.req.header('content-length') ?? 0);
  const hasUnexpectedBody = bodyBytesMax === 0 && c.req.header('transfer-encoding') !== undefined;
  if (contentLength > bodyBytesMax || hasUnexpectedBody) throwPayloadTooLarge(bodyBytesMax);
}

/**
 * A signal that aborts at the deadline and when the client disconnects. The response is sent at that moment; the
 * handler must watch the signal to stop its work.
 */
function startDeadline(c: AppContext, clock: Clock, limitMs: number | null) {
  const controller = new AbortController();
  const { signal } = controller;
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  const onClientClosed = () =>
    controller.abort(new ProblemError('client-closed-request', 'The client closed the connection.'));
  const clientSignal = c.req.raw.signal;
  if (clientSignal.aborted) onClientClosed();
  clientSignal.addEventListener('abort', onClientClosed, { once: true });
  const onDeadline = () =>
    controller.abort(new ProblemError('deadline-exceeded', `There was no answer within ${limitMs} ms.`));
  const cancelTimer = limitMs === null ? () => {} : clock.after(limitMs, onDeadline);
  function cancel(): void {
    cancelTimer();
    clientSignal.removeEventListener('abort', onClientClosed);
  }
  return { signal, aborted, cancel };
}

/** A Lambda invocation may have less time left than the class of the route allows. */
const minDefined = (deadlineMs: number | null, remainingMs: number | null): number | null =>
  remainingMs === null ? deadlineMs : Math.max(0, Math.min(deadlineMs ?? remainingMs, remainingMs));
