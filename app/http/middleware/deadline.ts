import type { Contract } from '../../contract/types/contract.ts';
import type { RouteClass } from '../../contract/types/http.ts';
import type { Clock } from '../../shared/clock.ts';
import type { AppMiddleware } from '../context.ts';
import { ProblemError } from '../errors/problem-types.ts';

export interface DeadlineDeps {
  readonly contract: Contract;
  readonly clock: Clock;
}

/**
 * Gives the handler a signal that aborts at the deadline of the route's class and when the client disconnects. The
 * response is sent at that moment; the handler must watch the signal to stop its work.
 */
export function deadline(routeClass: RouteClass, { contract, clock }: DeadlineDeps): AppMiddleware {
  const { deadlineMs } = contract.classes[routeClass];
  return async function deadline(c, next) {
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
    const limitMs = minDefined(deadlineMs, c.env?.remainingMs ?? null);
    const onDeadline = () =>
      controller.abort(new ProblemError('deadline-exceeded', `There was no answer within ${limitMs} ms.`));
    const cancel = limitMs === null ? () => {} : clock.after(limitMs, onDeadline);
    c.set('signal', signal);
    try {
      await Promise.race([next(), aborted]);
    } finally {
      cancel();
      clientSignal.removeEventListener('abort', onClientClosed);
    }
  };
}

/** A Lambda invocation may have less time left than the class of the route allows. */
const minDefined = (deadlineMs: number | null, remainingMs: number | null): number | null =>
  remainingMs === null ? deadlineMs : Math.max(0, Math.min(deadlineMs ?? remainingMs, remainingMs));
