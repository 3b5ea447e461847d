import type { ErrorHandler, NotFoundHandler } from 'hono';
import type { Route } from '../../contract/route.ts';
import { routes } from '../../contract/routes.ts';
import type { AppContext, AppDeps, AppEnv } from '../deps.ts';
import {
  createProblem,
  type ProblemCode,
  ProblemError,
  problemMediaType,
  problemTypes,
} from './problem-types.ts';

/** The one place where whatever was thrown becomes an answer. What is not a refusal is logged and tells nothing. */
export function createErrorHandler({
  log,
  isStoreUnavailable,
  contract,
  accessControl,
}: AppDeps): ErrorHandler<AppEnv> {
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
      log.warn({ error, requestId }, 'the database does not answer');
      return new ProblemError(
        'unavailable',
        'The database does not answer at present. Try again in a moment.',
      );
    }
    log.error({ error, requestId }, 'a request failed');
    return new ProblemError(
      'internal-error',
      `This is a bug of the server. Its log says more, under ${requestId}.`,
    );
  }
}

/** What is refused for who asks, and not for what they ask. */
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
  const { errors } = options;
  const body = createProblem(code, message, { ...(errors && { errors }), requestId: c.var.requestId });
  return c.body(JSON.stringify(body), problemTypes[code].status, {
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

/** Nothing at this address, or nothing for this method. */
export const notFoundHandler: NotFoundHandler<AppEnv> = (c) => {
  const { path, method } = c.req;
  const allowed = routePatterns.filter(({ pattern }) => pattern.test(path)).map((pattern) => pattern.method);
  if (allowed.includes('GET')) allowed.push('HEAD');
  if (allowed.length === 0 || allowed.includes(method))
    return problemResponse(
      c,
      new ProblemError('not-found', `There is nothing at ${path}. /docs has the addresses.`),
    );
  const allow = allowed.join(', ');
  return problemResponse(
    c,
    new ProblemError('method-not-allowed', `${path} takes ${allow}, not ${method}.`, { headers: { allow } }),
  );
};
