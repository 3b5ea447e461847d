import type { OpenAPIHono } from '@hono/zod-openapi';
import { base } from '../../contract/base.ts';
import type { Contract } from '../../contract/types/contract.ts';
import type { Clock } from '../../shared/clock.ts';
import type { AppEnv } from '../context.ts';
import { createProblem, type ProblemCode, problemMediaType, problemTypes } from '../errors/problem-types.ts';
import {
  type LambdaEvent,
  type LambdaResult,
  peerAddress,
  toLambdaResult,
  toRequest,
} from './lambda-events.ts';

/** The part of the Lambda context that the handler uses. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** The initialized application. */
export interface LambdaApp {
  readonly app: OpenAPIHono<AppEnv>;
  readonly contract: Contract;
  /** Writes buffered data now, because the function may be frozen after this event. */
  flush(): Promise<void>;
}

export interface LambdaHandlerDeps {
  /** Initializes the app on the first event; tried again on the next event if it fails. */
  readonly open: () => Promise<LambdaApp>;
  readonly onOpenError: (error: unknown) => void;
  readonly clock: Clock;
}

export type LambdaHandler = (event: LambdaEvent, context: LambdaContext) => Promise<LambdaResult>;

/**
 * Handles each event as the HTTP server would handle the request. It never throws, because the client would then get a
 * bare 502.
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
      return problemResult('bad-http-request', 'The event could not be parsed as a request.');
    }
    const opened = await withTimeout(openOnce(), remainingMs(base), clock);
    if (opened === 'timeout')
      return problemResult('deadline-exceeded', 'The function did not initialize in time. Try again.');
    if (opened === null)
      return problemResult(
        'initialization-failed',
        'The function could not initialize. Its log has the reason and the fix.',
      );
    const { app, contract, flush } = opened;
    const peer = peerAddress(event);
    const response = await app.fetch(request, {
      remainingMs: remainingMs(contract),
      ...(peer && { peer }),
    });
    const { responseMarginMs, bodyBytesMax } = contract.deployment.function;
    // A slow database must not delay the response; the flush continues during the next event.
    await withTimeout(flush(), context.getRemainingTimeInMillis() - responseMarginMs / 2, clock);
    const result = await toLambdaResult(event, response);
    if (Buffer.byteLength(JSON.stringify(result)) <= bodyBytesMax) return result;
    return problemResult(
      'response-too-large',
      `The response is larger than ${bodyBytesMax} bytes, the limit of a Lambda function. Request less, such as one ` +
        'page or one document, or route this path to the web service.',
    );
  };
}

function createProblemResponse(code: ProblemCode, detail: string): Response {
  const { status } = problemTypes[code];
  const headers = new Headers({ 'content-type': problemMediaType, 'cache-control': 'no-store' });
  if (status === 503) headers.set('retry-after', `${base.http.retryAfterSeconds}`);
  return new Response(JSON.stringify(createProblem(code, detail)), { status, headers });
}

/** Resolves to 'timeout' if the promise takes longer than `limitMs`. */
async function withTimeout<T>(promise: Promise<T>, limitMs: number, clock: Clock): Promise<T | 'timeout'> {
  const timeout = Promise.withResolvers<'timeout'>();
  const cancel = clock.after(Math.max(limitMs, 0), () => timeout.resolve('timeout'));
  try {
    return await Promise.race([promise, timeout.promise]);
  } finally {
    cancel();
  }
}
