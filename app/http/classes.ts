import type { MiddlewareHandler } from 'hono';
import type { RouteClass } from '../contract/contract.ts';
import type { Timers } from '../live/timers.ts';
import { refuseSize } from './body.ts';
import type { Gate } from './gate.ts';
import type { AppEnv, AppParts } from './parts.ts';
import { Refusal, refuse } from './problems.ts';

type Middleware = MiddlewareHandler<AppEnv>;

/** What the class of a route imposes on it, as the contract has it: capacity, deadline, size of the body. */
export function classRules({
  contract,
  timers,
  gate,
}: AppParts): (routeClass: RouteClass) => readonly Middleware[] {
  const { classes, http } = contract;
  // One count for all routes of the class.
  const api = capacity(http.requestsMax, gate);
  return (routeClass) => {
    const { deadlineMs, bodyBytesMax } = classes[routeClass];
    const rules = [deadline(deadlineMs, timers), bodyLimit(bodyBytesMax)];
    return routeClass === 'api' ? [api, ...rules] : rules;
  };
}

/**
 * Answers 503 to one request more than a process takes at a time, and to every one while it is late with what it has:
 * rather than to let all of them become slow.
 */
function capacity(requestsMax: number, { loop, counts }: Gate): Middleware {
  let inProgress = 0;
  return async function capacity(_, next) {
    if (loop.overloaded()) {
      counts.shed += 1;
      refuse('busy', 'This process is late with what it has to do. Try again in a moment.');
    }
    if (inProgress >= requestsMax)
      refuse('busy', `This process answers ${requestsMax} requests at a time. Try again in a moment.`);
    inProgress += 1;
    try {
      await next();
    } finally {
      inProgress -= 1;
    }
  };
}

/**
 * Gives the handler a signal that aborts at the deadline and when the client goes away. The answer does not wait for
 * the handler to notice; that it does, is what stops the work.
 */
function deadline(deadlineMs: number | null, timers: Timers): Middleware {
  return async function deadline(c, next) {
    const controller = new AbortController();
    const { signal } = controller;
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    const gone = () =>
      controller.abort(new Refusal('client-closed', 'The client did not wait for the answer.'));
    const client = c.req.raw.signal;
    if (client.aborted) gone();
    client.addEventListener('abort', gone, { once: true });
    const limitMs = shorter(deadlineMs, c.env?.remainingMs ?? null);
    const cancel =
      limitMs === null
        ? () => {}
        : timers.after(limitMs, () =>
            controller.abort(new Refusal('deadline', `There was no answer within ${limitMs} ms.`)),
          );
    c.set('signal', signal);
    try {
      await Promise.race([next(), aborted]);
    } finally {
      cancel();
      client.removeEventListener('abort', gone);
    }
  };
}

/** A function may have less time left than the class of the route allows. */
const shorter = (deadlineMs: number | null, remainingMs: number | null): number | null =>
  remainingMs === null ? deadlineMs : Math.max(0, Math.min(deadlineMs ?? remainingMs, remainingMs));

/** Refuses what says that it is too large before a byte of it is read; readBody counts what does not say so. */
function bodyLimit(bodyBytesMax: number): Middleware {
  return async function bodyLimit(c, next) {
    c.set('bodyBytesMax', bodyBytesMax);
    const announced = Number(c.req.header('content-length') ?? 0);
    const isEndless = bodyBytesMax === 0 && c.req.header('transfer-encoding') !== undefined;
    if (announced > bodyBytesMax || isEndless) refuseSize(bodyBytesMax);
    await next();
  };
}
