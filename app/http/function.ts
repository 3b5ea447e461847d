import type { OpenAPIHono } from '@hono/zod-openapi';
import { base } from '../contract/base.ts';
import type { Contract } from '../contract/contract.ts';
import type { Timers } from '../live/timers.ts';
import { type FunctionEvent, type FunctionResult, peerOf, requestOf, resultOf } from './function-events.ts';
import type { AppEnv } from './parts.ts';
import { catalogue, type ProblemCode, problem, problemType } from './problems.ts';

/** What a function is told beside the event. */
export interface FunctionContext {
  getRemainingTimeInMillis(): number;
}

/** What answers events, once it is open. */
export interface FunctionApp {
  readonly app: OpenAPIHono<AppEnv>;
  readonly contract: Contract;
  /** Does what must not wait for the next event, for there may be none. */
  settle(): Promise<void>;
}

export interface HandlerParts {
  /** Called with the first event, and with the next one after it has failed. */
  readonly open: () => Promise<FunctionApp>;
  /** Told why it could not be opened. */
  readonly onFailure: (error: unknown) => void;
  readonly timers: Timers;
}

export type Handler = (event: FunctionEvent, context: FunctionContext) => Promise<FunctionResult>;

/**
 * The program as a function: answers each event as the server does, as far as the route can run there. Whatever
 * happens, it answers and does not throw, for its caller would get a bare 502.
 */
export function createHandler({ open, onFailure, timers }: HandlerParts): Handler {
  let opening: Promise<FunctionApp | null> | null = null;

  function openOnce(): Promise<FunctionApp | null> {
    opening ??= open().catch((error: unknown) => {
      onFailure(error);
      opening = null;
      return null;
    });
    return opening;
  }

  return async (event, context) => {
    const remainingMs = ({ deployment }: Contract) =>
      context.getRemainingTimeInMillis() - deployment.function.answerMs;
    const answerWith = (code: ProblemCode, detail: string) => resultOf(event, problemAnswer(code, detail));

    let request: Request;
    try {
      request = requestOf(event);
    } catch {
      return answerWith('malformed-request', 'What came cannot be read as a request.');
    }
    const opened = await within(openOnce(), remainingMs(base), timers);
    if (opened === 'late') return answerWith('deadline', 'The function did not start in time. Try again.');
    if (opened === null)
      return answerWith('not-started', 'What it stands on cannot be opened. Its log says why, and the cure.');
    const { app, contract, settle } = opened;
    const peer = peerOf(event);
    const response = await app.fetch(request, {
      remainingMs: remainingMs(contract),
      ...(peer && { peer }),
    });
    const { answerMs, bodyBytesMax } = contract.deployment.function;
    // A database that is slow with that must not cost the answer; it goes on with the next event.
    await within(settle(), context.getRemainingTimeInMillis() - answerMs / 2, timers);
    const result = await resultOf(event, response);
    if (Buffer.byteLength(JSON.stringify(result)) <= bodyBytesMax) return result;
    return answerWith(
      'answer-too-large',
      `The answer is larger than the ${bodyBytesMax} bytes that a function may give. Ask for less, ` +
        'say a page or a single document; or have the web service answer this address.',
    );
  };
}

function problemAnswer(code: ProblemCode, detail: string): Response {
  const { status } = catalogue[code];
  const headers = new Headers({ 'content-type': problemType, 'cache-control': 'no-store' });
  if (status === 503) headers.set('retry-after', `${base.http.retryAfterSeconds}`);
  return new Response(JSON.stringify(problem(code, detail)), { status, headers });
}

/** What a promise gives, or `late` when that takes longer. */
async function within<T>(promise: Promise<T>, limitMs: number, timers: Timers): Promise<T | 'late'> {
  const late = Promise.withResolvers<'late'>();
  const cancel = timers.after(Math.max(limitMs, 0), () => late.resolve('late'));
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    cancel();
  }
}
