import type { OpenAPIHono } from '@hono/zod-openapi';
import { base } from '../../contract/base.ts';
import type { Contract } from '../../contract/types/contract.ts';
import type { Clock } from '../../shared/clock.ts';
import type { AppEnv } from '../deps.ts';
import { createProblem, type ProblemCode, problemMediaType, problemTypes } from '../errors/problem-types.ts';
import {
  type LambdaEvent,
  type LambdaResult,
  peerAddress,
  toLambdaResult,
  toRequest,
} from './lambda-events.ts';

/** What a function is told beside the event. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** What answers events, once it is open. */
export interface LambdaApp {
  readonly app: OpenAPIHono<AppEnv>;
  readonly contract: Contract;
  /** Does what must not wait for the next event, for there may be none. */
  flush(): Promise<void>;
}

export interface LambdaHandlerDeps {
  /** Called with the first event, and with the next one after it has failed. */
  readonly open: () => Promise<LambdaApp>;
  /** Told why it could not be opened. */
  readonly onOpenError: (error: unknown) => void;
  readonly clock: Clock;
}

export type LambdaHandler = (event: LambdaEvent, context: LambdaContext) => Promise<LambdaResult>;

/**
 * The program as a function: answers each event as the server does, as far as the route can run there. Whatever
 * happens, it answers and does not throw, for its caller would get a bare 502.
 */
export function createHandler({ open, onOpenError, clock }: LambdaHandlerDeps): LambdaHandler {
  let opening: Promise<LambdaApp | null> | null = null;

  function openOnce(): Promise<LambdaApp | null> {
    opening ??= open().catch((error: unknown) => {
      onOpenError(error);
      opening = null;
      return null;
    });
    return opening;
  }

  return async (event, context) => {
    const remainingMs = ({ deployment }: Contract) =>
      context.getRemainingTimeInMillis() - deployment.function.responseMarginMs;
    const problemResult = (code: ProblemCode, detail: string) =>
      toLambdaResult(event, createProblemResponse(code, detail));

    let request: Request;
    try {
      request = toRequest(event);
    } catch {
      return problemResult('bad-http-request', 'What came cannot be read as a request.');
    }
    const opened = await withTimeout(openOnce(), remainingMs(base), clock);
    if (opened === 'timeout')
      return problemResult('deadline-exceeded', 'The function did not start in time. Try again.');
    if (opened === null)
      return problemResult(
        'initialization-failed',
        'What it stands on cannot be opened. Its log says why, and the cure.',
      );
    const { app, contract, flush } = opened;
    const peer = peerAddress(event);
    const response = await app.fetch(request, {
      remainingMs: remainingMs(contract),
      ...(peer && { peer }),
    });
    const { responseMarginMs, bodyBytesMax } = contract.deployment.function;
    // A database that is slow with that must not cost the answer; it goes on with the next event.
    await withTimeout(flush(), context.getRemainingTimeInMillis() - responseMarginMs / 2, clock);
    const result = await toLambdaResult(event, response);
    if (Buffer.byteLength(JSON.stringify(result)) <= bodyBytesMax) return result;
    return problemResult(
      'response-too-large',
      `The answer is larger than the ${bodyBytesMax} bytes that a function may give. Ask for less, ` +
        'say a page or a single document; or have the web service answer this address.',
    );
  };
}

function createProblemResponse(code: ProblemCode, detail: string): Response {
  const { status } = problemTypes[code];
  const headers = new Headers({ 'content-type': problemMediaType, 'cache-control': 'no-store' });
  if (status === 503) headers.set('retry-after', `${base.http.retryAfterSeconds}`);
  return new Response(JSON.stringify(createProblem(code, detail)), { status, headers });
}

/** What a promise gives, or `timeout` when that takes longer. */
async function withTimeout<T>(promise: Promise<T>, limitMs: number, clock: Clock): Promise<T | 'timeout'> {
  const timeout = Promise.withResolvers<'timeout'>();
  const cancel = clock.after(Math.max(limitMs, 0), () => timeout.resolve('timeout'));
  try {
    return await Promise.race([promise, timeout.promise]);
  } finally {
    cancel();
  }
}
