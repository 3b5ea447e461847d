import type { ErrorHandler, NotFoundHandler } from 'hono';
import type { Route } from '../../contract/route.ts';
import { routes } from '../../contract/routes.ts';
import type { Contract } from '../../contract/types/contract.ts';
import type { Log } from '../../runtime/log.ts';
import type { AccessControl } from '../auth/access-control.ts';
import type { AppContext, AppEnv } from '../context.ts';
import { checkOrigin, type OriginCheckDeps } from '../middleware/origin-check.ts';
import { isOpenAiPath, problemToOpenAiError } from '../openai/errors.ts';
import {
  createProblem,
  type ProblemCode,
  ProblemError,
  problemMediaType,
  problemTypes,
} from './problem-types.ts';

export interface ErrorHandlerDeps {
  readonly log: Log;
  readonly isStoreUnavailable: (error: unknown) => boolean;
  readonly contract: Contract;
  readonly accessControl: Pick<AccessControl, 'auditLog' | 'stats'>;
}

/** Turns every thrown error into a problem response. Unexpected errors are logged, and the response has no details. */
export function createErrorHandler({
  log,
  isStoreUnavailable,
  contract,
  accessControl,
}: ErrorHandlerDeps): ErrorHandler<AppEnv> {
  const retryAfter = { 'retry-after': `${contract.http.retryAfterSeconds}` };
  return (error, c) => {
    const problem = toProblemError(error, c);
    if (accessDenialCodes.includes(problem.code)) recordDenial(c, problem.code);
    return problemResponse(c, problem, problemTypes[problem.code].status === 503 ? retryAfter : {});
  };

  function recordDenial(c: AppContext, outcome: ProblemCode): void {
    const { caller, address, route } = c.var;
    accessControl.stats.denied += 1;
    accessControl.auditLog.enqueue({
      caller,
      address,
      action: 'deny',
      subject: route ?? c.req.method,
      outcome,
    });
  }

  function toProblemError(error: Error, c: AppContext): ProblemError {
    if (error instanceof ProblemError) return error;
    const { requestId } = c.var;
    if (isStoreUnavailable(error)) {
      log.warn({ error, requestId }, 'database unavailable');
      return new ProblemError('unavailable', 'The database is currently unavailable. Try again in a moment.');
    }
    log.error({ error, requestId }, 'request failed');
    return new ProblemError(
      'internal-error',
      `This is a bug in the server. Details are in its log, under the request id ${requestId}.`,
    );
  }
}

/** Refusals because of the caller, not the content of the request. They go into the audit log. */
const accessDenialCodes: readonly ProblemCode[] = [
  'unauthenticated',
  'insufficient-scope',
  'origin-not-allowed',
  'misdirected-request',
];

function problemResponse(
  c: AppContext,
  problem: ProblemError,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const { code, message, options } = problem;
  const { status } = problemTypes[code];
  if (isOpenAiPath(c.req.path))
    return c.body(JSON.stringify(problemToOpenAiError(problem)), status, {
      'content-type': 'application/json',
      ...headers,
      ...options.headers,
    });
  const { errors } = options;
  const body = createProblem(code, message, { ...(errors && { errors }), requestId: c.var.requestId });
  return c.body(JSON.stringify(body), status, {
    'content-type': problemMediaType,
    ...headers,
    ...options.headers,
  });
}

const routeTable: readonly Route[] = Object.values(routes);
const routePatterns = routeTable.map(({ method, path }) => ({
  method: method.toUpperCase(),
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
}));

/**
 * Responds 404, or 405 if the path has routes for other methods, but 403 to the preflight of another site. A browser
 * gets the page, which says so.
 */
export const createNotFoundHandler =
  (deps: OriginCheckDeps, sendPage: (c: AppContext) => Promise<Response | null>): NotFoundHandler<AppEnv> =>
  async (c) => {
    checkOrigin(c, deps, 'api');
    const isNavigation = c.req.method === 'GET' && c.req.header('accept')?.includes('text/html');
    return (isNavigation && !c.req.path.startsWith('/api/') && (await sendPage(c))) || respondNotFound(c);
  };

const respondNotFound = (c: AppContext): Response => {
  const { path, method } = c.req;
  const allowed = routePatterns.filter(({ pattern }) => pattern.test(path)).map((pattern) => pattern.method);
  if (allowed.includes('GET')) allowed.push('HEAD');
  if (allowed.length === 0 || allowed.includes(method))
    return problemResponse(
      c,
      new ProblemError('not-found', `No route has the path ${path}. /docs lists all routes.`),
    );
  const allow = allowed.join(', ');
  return problemResponse(
    c,
    new ProblemError('method-not-allowed', `${path} supports ${allow}, not ${method}.`, {
      headers: { allow },
    }),
  );
};
